import Foundation

/// Python programs that play the stranger; their interpreter is named by `MEDIAFERRY_TEST_PYTHON`.
enum PythonTools {
    static let interpreter = ProcessInfo.processInfo.environment["MEDIAFERRY_TEST_PYTHON"]

    /// Whether a module can be imported.
    static func has(_ module: String) -> Bool {
        guard let interpreter else { return false }
        let process = Process()
        process.executableURL = URL(filePath: interpreter)
        process.arguments = ["-c", "import \(module)"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// Runs a program text to its end.
    static func run(_ script: String, _ arguments: [String]) async throws -> RunResult {
        try await RunResult(start(["-c", script] + arguments).ended("the end of the Python program"))
    }

    /// Starts the interpreter.
    static func start(_ arguments: [String]) throws -> ChildProcess {
        guard let interpreter else { throw SystemFailure("python", ENOENT) }
        return try ChildProcess(interpreter, ["-u"] + arguments, environment: Command.environment)
    }
}
