public import FerryCore
import Glibc

/// The directory that holds everything a restart needs: `ferry.sqlite`, `spool/`, `journal/`, `holders/`.
///
/// Directories have the mode 0700 and files 0600: upload URLs stand in them.
public struct StateDirectory: Sendable, Hashable {
    /// The directory's path.
    public let path: String

    /// Uses or makes a state directory.
    ///
    /// - Throws: `store.unavailable` when it cannot be made or written.
    public init(path: String) throws(FerryError) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        try Self.makeDirectory(self.path)
        for name in ["spool", "journal", "holders"] { try Self.makeDirectory("\(self.path)/\(name)") }
    }

    /// Where the spool keeps the bytes of that key.
    func spool(_ key: String) -> String { "\(path)/spool/\(key)" }
    /// Where the journal of a job is.
    func journal(_ job: JobID) -> String { "\(path)/journal/\(job.rawValue).ndjson" }
    /// The file that a living process keeps locked.
    func holder(_ name: String) -> String { "\(path)/holders/\(name).lock" }

    private static func makeDirectory(_ path: String) throws(FerryError) {
        var made = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            made += (made.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
            if mkdir(made, 0o700) != 0, errno != EEXIST {
                throw FerryError(
                    .storeUnavailable, "the state directory \(path) cannot be made: \(String(cString: strerror(errno)))"
                )
            }
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw FerryError(.storeUnavailable, "the state directory \(path) cannot be written")
        }
    }
}
