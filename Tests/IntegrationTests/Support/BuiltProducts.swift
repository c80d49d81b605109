import Foundation

/// Where the built commands and the package's own files are.
enum BuiltProducts {
    /// The package's folder.
    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The command `mediaferry` of this build: it lies beside the running tests.
    static let command = directory + "/mediaferry"

    /// The program that takes inputs of strangers; see `Scripts/fuzz`.
    static let fuzz = directory + "/FerryFuzz"

    /// The folder of the build's products.
    static let directory: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let beside = URL(filePath: own).deletingLastPathComponent().path
        return FileManager.default.isExecutableFile(atPath: beside + "/mediaferry") ? beside : package + "/.build/debug"
    }()

    /// A file of `Samples/answers`.
    static func sample(_ name: String) -> String { "\(package)/Samples/answers/\(name)" }

    /// A program of the system; `nil` where there is none.
    static func program(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return (folders + ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]).map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
