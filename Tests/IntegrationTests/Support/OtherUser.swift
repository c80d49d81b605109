import Foundation

/// Runs a program without the rights of root, which may read everything.
enum OtherUser {
    private static let nobody = "65534"

    /// Whether the built command runs as another user here, or the tests are not run by root at all.
    static let isUsable: Bool = {
        guard getuid() == 0 else { return true }
        guard let setpriv = BuiltProducts.program("setpriv") else { return false }
        let process = Process()
        process.executableURL = URL(filePath: setpriv)
        process.arguments = words + [BuiltProducts.command, "--version"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// Starts a program as nobody where the tests are run by root, else as it is.
    static func start(_ program: String, _ arguments: [String]) throws -> ChildProcess {
        guard getuid() == 0, let setpriv = BuiltProducts.program("setpriv") else {
            return try ChildProcess(program, arguments, environment: Command.environment)
        }
        return try ChildProcess(setpriv, words + [program] + arguments, environment: Command.environment)
    }

    private static let words = ["--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups", "--"]
}
