import ArgumentParser
import Glibc
import MediaFerry

/// The words that a command is parsed from: those of the command line, completed by environment and file.
enum CommandLineWords {
    /// - Throws: A usage error, or ``FerryError`` that names the file or the variable at fault.
    static func completed(_ words: [String]) async throws -> [String] {
        let file = try ConfigurationFile(words: words, environment: Environment())
        guard file.path != nil || hasVariables else { return file.words }
        let catalog = try OptionCatalog(description: MediaFerryCommand._dumpHelp())
        let sources = try await OptionSources(path: file.path, catalog: catalog)
        return try ConfiguredArguments(catalog: catalog, value: sources.value).completed(file.words)
    }

    /// Whether a variable may set an option; the description of all options is made only then.
    private static var hasVariables: Bool {
        var next = environ
        while let entry = next.pointee {
            let name = String(cString: entry).prefix { $0 != "=" }
            if name.hasPrefix("MEDIAFERRY_"), !OptionSources.otherVariables.contains(String(name)) { return true }
            next += 1
        }
        return false
    }
}
