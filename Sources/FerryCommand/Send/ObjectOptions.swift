import ArgumentParser
import MediaFerry

/// How objects are named and what is said of them; the same words for every command that sends.
struct ObjectOptions: ParsableArguments {
    @Option(
        help: .init(
            """
            How objects are named: text with {stem} {ext} {name} {sha256} {sha256:12} {date} {date:YYYY/MM/DD} {jobId} \
            {preset} {metadata.KEY}; / makes folders. Default: {stem}.{ext}
            """, valueName: "template"), transform: ObjectOptions.template)
    var name = ObjectNameTemplate.standard

    @Flag(help: "Replace objects of other sources that stand at the same names.")
    var overwrite = false

    @Option(help: .init("The objects' media type, instead of the one found out.", valueName: "type"))
    var contentType: String?

    @Option(help: .init("The objects' Cache-Control, where the storage keeps it.", valueName: "value"))
    var cacheControl: String?

    @Option(help: .init("Metadata of the objects, where the storage keeps it; repeatable.", valueName: "key=value"))
    var metadata: [KeyValue] = []

    @Option(help: .init("A tag of the objects, where the storage has tags; repeatable.", valueName: "key=value"))
    var tag: [KeyValue] = []

    func validate() throws {
        for (flag, value) in [("--content-type", contentType), ("--cache-control", cacheControl)] {
            guard let value else { continue }
            guard Self.isFieldValue(value) else {
                throw ValidationError("\(flag) must be printable ASCII without line breaks")
            }
        }
        for (flag, pairs) in [("--metadata", metadata), ("--tag", tag)] {
            let keys = pairs.map { $0.key.lowercased() }
            guard Set(keys).count == keys.count else { throw ValidationError("\(flag) names a key twice") }
        }
        if let bad = metadata.first(where: { !Self.isMetadataKey($0.key) }) {
            throw ValidationError("--metadata \(bad.key)=…: a key has letters, digits, - and _")
        }
        let given = Set(metadata.map(\.key))
        if let missing = name.metadataKeys.first(where: { !given.contains($0) }) {
            throw ValidationError("--name uses {metadata.\(missing)}: say it with --metadata \(missing)=VALUE")
        }
    }

    /// What is said of the objects.
    var attributes: ObjectAttributes {
        ObjectAttributes(
            contentType: contentType, cacheControl: cacheControl, metadata: Self.dictionary(metadata),
            tags: Self.dictionary(tag))
    }

    /// Reads a template; what is wrong is pointed at.
    @Sendable private static func template(_ text: String) throws -> ObjectNameTemplate {
        do throws(ObjectNameTemplate.Fault) { return try ObjectNameTemplate(text) } catch {
            throw ValidationError(error.description)
        }
    }

    private static func dictionary(_ pairs: [KeyValue]) -> [String: String] {
        Dictionary(pairs.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    private static func isFieldValue(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.hasPrefix(" ")
    }

    private static func isMetadataKey(_ key: String) -> Bool {
        key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
}

/// `KEY=VALUE`.
struct KeyValue: ExpressibleByArgument {
    let key: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        key = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}
