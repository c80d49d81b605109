import ArgumentParser
import FoundationEssentials

/// The commands and their options, as the command itself describes them (`--experimental-dump-help` of ArgumentParser).
struct OptionCatalog: Sendable {
    /// One option of a command.
    struct Option: Sendable, Equatable {
        /// The name without dashes, such as `chunk-size`.
        var name: String
        /// All names with which it can be given, with their dashes.
        var spellings: [String]
        /// A flag has no value.
        var isFlag: Bool
        /// May be given again.
        var isRepeating: Bool
        /// What it is for, in one sentence.
        var abstract: String
    }

    /// The options of each command by its words, such as `jobs list`.
    let commands: [String: [Option]]

    /// Reads a description.
    ///
    /// - Throws: When it is not one, which would be a change of the parser.
    init(description: String) throws {
        let tool = try JSONDecoder().decode(Tool.self, from: Data(description.utf8))
        var commands: [String: [Option]] = [:]
        Self.collect(tool.command, [], &commands)
        self.commands = commands
    }

    /// Which command words name, and how many of them do.
    func command(in words: [String]) -> (name: String, words: Int)? {
        for count in stride(from: min(words.count, 2), to: 0, by: -1) {
            let name = words.prefix(count).joined(separator: " ")
            if commands[name] != nil { return (name, count) }
        }
        return nil
    }

    private static func collect(_ command: Command, _ words: [String], _ commands: inout [String: [Option]]) {
        if !words.isEmpty { commands[words.joined(separator: " ")] = (command.arguments ?? []).compactMap(option) }
        for child in command.subcommands ?? [] { collect(child, words + [child.commandName], &commands) }
    }

    private static func option(_ argument: Argument) -> Option? {
        guard argument.kind != "positional", let long = argument.names?.first(where: { $0.kind == "long" })?.name,
            !["help", "version", "config"].contains(long)
        else { return nil }
        let spellings = (argument.names ?? []).map { $0.kind == "long" ? "--\($0.name)" : "-\($0.name)" }
        return Option(
            name: long, spellings: spellings, isFlag: argument.kind == "flag", isRepeating: argument.isRepeating,
            abstract: argument.abstract ?? "")
    }

    private struct Tool: Decodable {
        var command: Command
    }

    private struct Command: Decodable {
        var commandName: String
        var arguments: [Argument]?
        var subcommands: [Command]?
    }

    private struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String
        }
        var kind: String
        var names: [Name]?
        var isRepeating: Bool
        var abstract: String?
    }
}
