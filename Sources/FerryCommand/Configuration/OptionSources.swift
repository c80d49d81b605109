import Configuration
import FoundationEssentials
import MediaFerry
import SystemPackage

/// Where options are set beside the command line: variables `MEDIAFERRY_…` and one JSON file.
///
/// In the file an option stands under its name for every command that has it, or within an object named like the command,
/// which decides first. The object may hold further ones (`jobs` → `list`).
struct OptionSources {
    /// Options that only words set: they have rules of their own, or are for one call only.
    static let onlyWords: Set<String> = ["again", "all", "flag", "join", "rollout", "yes"]
    /// Variables of ours that are no options.
    static let otherVariables: Set<String> = [
        "MEDIAFERRY_DESTINATION", "MEDIAFERRY_TOKEN", "MEDIAFERRY_SERVER_TOKEN", "MEDIAFERRY_SPOOL_KEY",
        "MEDIAFERRY_SPOOL_KEY_FILE", "MEDIAFERRY_CONFIG",
    ]
    /// Objects of the file that are no commands: the switches of the service.
    static let otherObjects: Set<String> = ["flags", "rollout", "schema"]

    private let environment: ConfigReader
    private let file: ConfigReader?

    /// Opens the sources.
    ///
    /// - Parameter path: The file; `nil` for none.
    /// - Throws: ``FerryError`` that names the file when it cannot be read as JSON or names what no command has.
    init(path: String?, catalog: OptionCatalog) async throws {
        environment = ConfigReader(provider: EnvironmentVariablesProvider())
        guard let path else {
            file = nil
            return
        }
        do {
            let keys = try JSONDecoder().decode(KeyTree.self, from: Data(contentsOf: URL(filePath: path)))
            if let key = Self.unknown(in: keys, catalog) {
                throw FerryError(
                    .sourceUnreadable, "the configuration has \(key), which no command has", input: path,
                    next: "see the table of options in the documentation")
            }
            file = ConfigReader(provider: try await FileProvider<JSONSnapshot>(filePath: FilePath(path)))
        } catch let error as FerryError {
            throw error
        } catch {
            throw FerryError(
                .sourceUnreadable, "the configuration cannot be read as JSON", input: path,
                next: "check the path and the file")
        }
    }

    /// What is said of an option of a command.
    func value(_ command: String, _ option: OptionCatalog.Option) throws -> ConfiguredArguments.Value? {
        guard !Self.onlyWords.contains(option.name) else { return nil }
        if let text = variable(of: option) { return try Self.value(text, option) }
        guard let file else { return nil }
        let path = command.split(separator: " ").map(String.init)
        for depth in stride(from: path.count, through: 0, by: -1) {
            let key = ConfigKey(path.prefix(depth) + [option.name])
            if let value = Self.value(file, key, option) { return value }
        }
        return nil
    }

    /// The name of the variable that sets an option.
    static func variable(for option: String) -> String {
        "MEDIAFERRY_" + option.uppercased().replacing("-", with: "_")
    }

    private func variable(of option: OptionCatalog.Option) -> String? {
        guard !Self.otherVariables.contains(Self.variable(for: option.name)),
            let text = environment.string(forKey: ConfigKey(["mediaferry", option.name])), !text.isEmpty
        else { return nil }
        return text
    }

    private static func value(_ text: String, _ option: OptionCatalog.Option) throws -> ConfiguredArguments.Value {
        guard option.isFlag else { return .texts([text]) }
        switch text.lowercased() {
        case "1", "true", "yes", "on": return .flag(true)
        case "0", "false", "no", "off": return .flag(false)
        default:
            throw FerryError(
                .sourceUnreadable, "\(variable(for: option.name)) is neither true nor false", input: text,
                next: "set it to 1 or 0")
        }
    }

    /// JSON has values as texts, numbers, truths or lists of texts.
    private static func value(
        _ file: ConfigReader, _ key: ConfigKey, _ option: OptionCatalog.Option
    ) -> ConfiguredArguments.Value? {
        if option.isFlag { return file.bool(forKey: key).map(ConfiguredArguments.Value.flag) }
        if let text = file.string(forKey: key) { return .texts([text]) }
        if let number = file.int(forKey: key) { return .texts([String(number)]) }
        if let number = file.double(forKey: key) { return .texts([String(number)]) }
        if option.isRepeating, let texts = file.stringArray(forKey: key) { return .texts(texts) }
        return nil
    }

    /// A key of the file that means nothing.
    private static func unknown(in keys: KeyTree, _ catalog: OptionCatalog, _ path: [String] = []) -> String? {
        for (key, child) in keys.children.sorted(by: { $0.key < $1.key }) {
            if path.isEmpty, otherObjects.contains(key) { continue }
            let inner = (path + [key]).joined(separator: " ")
            let isCommand = catalog.commands.keys.contains { $0 == inner || $0.hasPrefix(inner + " ") }
            if let child, isCommand {
                if let found = unknown(in: child, catalog, path + [key]) { return found }
                continue
            }
            let holder = path.joined(separator: " ")
            let isOption =
                !onlyWords.contains(key)
                && catalog.commands.contains { command, options in
                    (path.isEmpty || command == holder || command.hasPrefix(holder + " "))
                        && options.contains { $0.name == key }
                }
            if !isOption { return (path + [key]).joined(separator: ".") }
        }
        return nil
    }
}

/// The keys of a JSON document.
private struct KeyTree: Decodable {
    /// `nil` for what is no object.
    var children: [String: KeyTree?] = [:]

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in container.allKeys {
            children.updateValue(try? container.decode(KeyTree.self, forKey: key), forKey: key.stringValue)
        }
    }
}
