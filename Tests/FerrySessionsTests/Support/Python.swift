import Foundation

/// Python as a judge of what was written.
enum Python {
    struct Failure: Error {
        var status: Int32
    }

    /// Whether its library for cryptography is there.
    static let hasCryptography = (try? run("import cryptography; print(1)", [])) == "1"

    /// Runs a script and gives the line it prints.
    static func run(_ script: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
