import FerryCore
import Glibc

/// Clears away what processes left that are no more: the locks of the dead, and files of the spool and the journal that
/// no job needs. Looks at a bounded number of files and jobs; what is beyond waits for the next start.
struct StateSweep {
    let shop: Workshop

    /// Files of one directory that are looked at in one sweep, and jobs.
    static let limit = 10_000
    /// Seconds for which a file without a job is left alone: it may belong to an intake under way.
    static let graceSeconds = 3600.0
    /// Seconds after which a failed job no longer keeps its files; it can still be taken up, from the start.
    static let failedSeconds = 30 * 86_400.0

    func run() async {
        let (shop, grace) = (shop, Self.graceSeconds)
        let orphans = try? await shop.disk.run { () throws(FerryError) -> [String] in
            // A living neighbour may be taking a source in that has no job yet.
            guard StateSweep.buryHolders(shop) == 0 else { return [] }
            return ["spool", "journal"].flatMap { folder in
                StateSweep.names(in: "\(shop.parts.state.path)/\(folder)")
                    .map { "\(folder)/\($0)" }
                    .filter { StateSweep.age(of: "\(shop.parts.state.path)/\($0)") > grace }
            }
        }
        guard let orphans, !orphans.isEmpty, let needed = await neededFiles() else { return }
        try? await shop.disk.run { () throws(FerryError) in
            for name in orphans where !needed.contains(name) { _ = unlink("\(shop.parts.state.path)/\(name)") }
        }
    }

    /// Removes the locks of the dead.
    ///
    /// - Returns: How many other processes live.
    private static func buryHolders(_ shop: Workshop) -> Int {
        names(in: "\(shop.parts.state.path)/holders").count { file in
            // A name that is not locked yet is a process that is just starting, unless it stands there for long.
            guard file.hasSuffix(".lock") else {
                return age(of: "\(shop.parts.state.path)/holders/\(file)") < graceSeconds
            }
            let name = String(file.dropLast(5))
            return name != shop.holder.name && shop.holder.isAlive(name)
        }
    }

    /// The files of all jobs that may go on; `nil` when the store cannot say it whole.
    private func neededFiles() async -> Set<String>? {
        let states = Set(JobState.allCases).subtracting([.delivered, .refused, .cancelled])
        guard let jobs = try? await shop.parts.store.jobs(in: states, limit: Self.limit), jobs.count < Self.limit else {
            return nil
        }
        let due = shop.parts.clock.now().advanced(bySeconds: -Self.failedSeconds)
        return jobs.filter { $0.state != .failed || $0.updatedAt > due }.reduce(into: []) { needed, job in
            needed.insert("journal/\(job.id.rawValue).ndjson")
            if let key = job.source.spoolKey { needed.insert("spool/\(key)") }
            if let key = job.rendition?.spoolKey { needed.insert("spool/\(key)") }
        }
    }

    /// The names in a directory, at most ``limit``.
    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < limit, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Seconds since a file was last written, by the machine's clock.
    private static func age(of path: String) -> Double {
        guard let written = FileStatus.of(path: path)?.identity.modifiedNanoseconds else { return 0 }
        return SystemFerryClock().now().secondsSinceEpoch - Double(written) / 1e9
    }
}
