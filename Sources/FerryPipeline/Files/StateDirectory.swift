public import FerryCore
import Glibc

/// The directory that holds everything a restart needs: `ferry.sqlite`, `spool/`, `journal/`,
/// `holders/`, `control/`.
///
/// Directories have the mode 0700 and files 0600: upload URLs stand in them.
public struct StateDirectory: Sendable, Hashable {
    /// The directory's path.
    public let path: String

    /// The folders in it.
    static let folders = ["spool", "journal", "holders", "control"]

    /// Uses or makes a state directory.
    ///
    /// - Throws: `store.unavailable` when it cannot be made or written.
    public init(path: String) throws(FerryError) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        try Self.makeDirectory(self.path)
        for name in Self.folders { try Self.makeDirectory("\(self.path)/\(name)") }
    }

    /// Where the spool keeps the bytes of that key.
    func spool(_ key: String) -> String { "\(path)/spool/\(key)" }
    /// Where the journal of a job is.
    func journal(_ job: JobID) -> String { "\(path)/journal/\(job.rawValue).ndjson" }
    /// The file that a living process keeps locked.
    func holder(_ name: String) -> String { "\(path)/holders/\(name).lock" }

    /// Where a service keeps uploads of its clients until they are handed in.
    public var uploadsPath: String { "\(path)/uploads" }
    /// The destination's URL of the folder that keeps media where no other destination is named; it is made where it is
    /// missing.
    ///
    /// - Throws: `store.unavailable` when it cannot be made.
    public func deliveredFolder() throws(FerryError) -> String {
        try Self.makeDirectory("\(path)/delivered")
        let full = realpath("\(path)/delivered", nil).map { found in
            defer { free(found) }
            return String(cString: found)
        }
        guard let full, let location = FileLocation(path: full) else {
            throw FerryError(.storeUnavailable, "the folder \(path)/delivered cannot be used")
        }
        return location.text
    }

    /// How the jobs of a living process stand.
    func live(_ holder: String) -> String { "\(path)/control/\(holder).live.json" }
    /// What was acknowledged while the store could not be written.
    package var outbox: String { "\(path)/outbox.log" }
    /// What was acknowledged and the store refused for good; a person looks at it.
    package var refused: String { "\(path)/refused.log" }
    /// The limit that was last set for all living processes.
    var rateLimit: String { "\(path)/control/rate-limit.json" }
    /// What was learned of the machine and of the ways to destinations.
    var speeds: String { "\(path)/control/speeds.json" }

    /// Forgets what a job at its end needs no more.
    func forgetFiles(of job: JobRecord) {
        let spool = Spool(directory: self)
        if let key = job.source.spoolKey { spool.remove(key) }
        spool.remove(MediaStage.renditionKey(job.id))
        spool.remove(MediaStage.packetLogKey(job.id))
        ChunkJournal.remove(job.id, in: self)
    }

    private static func makeDirectory(_ path: String) throws(FerryError) {
        do throws(FileFailure) {
            try make(path, mode: 0o700)
        } catch {
            throw FerryError(.storeUnavailable, "the state directory \(path) cannot be used: \(error.text)")
        }
    }

    /// Makes a directory and those above it where they are missing, and sees that it can be written.
    static func make(_ path: String, mode: mode_t) throws(FileFailure) {
        var made = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            made += (made.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
            // Some systems refuse to make what is there already with another error than EEXIST.
            guard mkdir(made, mode) != 0, errno != EEXIST else { continue }
            let failure = FileFailure(call: "mkdir", number: errno)
            guard FileStatus.of(path: made)?.kind == .directory else { throw failure }
        }
        guard access(path, W_OK | X_OK) == 0 else { throw FileFailure(call: "access", number: errno) }
        guard FileStatus.of(path: path)?.kind == .directory else { throw FileFailure(call: "stat", number: ENOTDIR) }
    }
}
