import Foundation

/// How the command is called in tests.
enum Command {
    /// The tests' environment without anything that would change what the command does.
    static let environment: [String: String] = ProcessInfo.processInfo.environment.filter { name, _ in
        !name.hasPrefix("MEDIAFERRY_") && !["XDG_STATE_HOME", "SSL_CERT_FILE", "NO_COLOR"].contains(name)
            && !name.lowercased().hasSuffix("_proxy")
    }

    /// Runs the command to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: ChildProcess.Input = .empty
    ) async throws -> RunResult {
        try await RunResult(start(arguments, environment: environment, input: input).ended())
    }

    /// Starts the command.
    static func start(
        _ arguments: [String], environment: [String: String] = [:], input: ChildProcess.Input = .empty
    ) throws -> ChildProcess {
        try ChildProcess(
            BuiltProducts.command, arguments, environment: Self.environment.merging(environment) { $1 }, input: input)
    }
}

/// What one run of the command left behind.
struct RunResult: Sendable, CustomStringConvertible {
    let exit: ChildProcess.Exit?
    let output: [String]
    let errors: [String]
    let outputText: String
    let errorText: String

    init(_ state: ChildProcess.State) {
        exit = state.exit
        output = state.output.lines
        errors = state.errors.lines
        outputText = state.output.text
        errorText = state.errors.text
    }

    /// The exit code; `nil` after a signal.
    var code: Int32? { if case .code(let code) = exit { code } else { nil } }

    /// Standard output as NDJSON.
    func events() throws -> [JSONValue] { try output.map(JSONValue.parse) }

    /// Standard output as lines of fields.
    var fields: [[String]] {
        output.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }

    /// Standard error's lines about errors.
    var complaints: [String] { errors.filter { $0.hasPrefix("mediaferry: ") } }

    var description: String { "exit \(exit.map { "\($0)" } ?? "none")\n\(outputText)\n\(errorText)" }
}

extension [JSONValue] {
    /// The events of that name.
    func named(_ name: String) -> [JSONValue] { filter { $0["event"]?.text == name } }
}
