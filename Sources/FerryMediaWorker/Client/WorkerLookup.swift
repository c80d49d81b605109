import FerryCore
import Glibc

/// Finds the executable of the media worker.
enum WorkerLookup {
    /// The name of the executable.
    static let name = "mediaferry-media-worker"

    /// The path of the worker in the folder of the running executable.
    ///
    /// - Throws: A ``FerryError`` that names the path where nothing can be run.
    static func besideRunningCommand() throws(FerryError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let length = readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
        guard length > 0 else { throw SystemFault("readlink(/proc/self/exe)").error }
        let executable = String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let slash = executable.lastIndex(of: "/") else { throw cannotStart(name, number: ENOENT) }
        return try checked(executable[...slash] + name)
    }

    /// The path, when it names something that can be run.
    static func checked(_ path: String) throws(FerryError) -> String {
        guard access(path, X_OK) == 0 else { throw cannotStart(path, number: errno) }
        return path
    }

    /// The error for a worker that is not where it should be.
    static func cannotStart(_ path: String, number: Int32) -> FerryError {
        FerryError(
            .mediaWorkerCrashed,
            "the media worker cannot be started from \(path) (\(String(cString: strerror(number))))",
            next: "put the executable \(name) of the same version there, or use --preset none")
    }
}
