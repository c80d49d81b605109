import FerryCore
import Glibc

/// Clears away what processes left that are no more: the locks of the dead, and files of the spool and the journal that
/// no job needs. Looks at a bounded number of files and jobs; what is beyond waits for the next start.
struct StateSweep {
    let shop: Workshop
    /// The files of the spool and the journal as they were when this process began.
    private let found: [String]

    /// Files of one directory that are looked at in one sweep, and jobs.
    static let limit = 10_000
    /// Seconds for which a lock that is not locked yet is left alone: its process may be just starting.
    static let graceSeconds = 3600.0
    /// Seconds after which a failed job no longer keeps its files; it can still be taken up, from the start.
    static let failedSeconds = 30 * 86_400.0

    /// Reads the names, before this process makes files of its own. Those of an intake that is under way here already
    /// are none of the dead's.
    init(shop: Workshop) {
        self.shop = shop
        let state = shop.parts.state
        found = ["spool", "journal"].flatMap { folder in
            FolderNames.list("\(state.path)/\(folder)", limit: Self.limit).map { "\(folder)/\($0)" }
        }.filter { !IntakesUnderWay.contains("\(state.path)/\($0)") }
    }

    /// Removes what nobody needs. The names were read before it is found out that no other process lives: so each of
    /// them was made by a process that is no more, and none belongs to an intake under way.
    func run() async {
        let shop = shop
        let isAlone = try? await shop.disk.run { () throws(FerryError) in StateSweep.buryHolders(shop) == 0 }
        // Asked before the rows are: what leaves the outbox in between is in the store then.
        let waits = hasHandOffs()
        guard isAlone == true, !found.isEmpty, let needed = await neededFiles() else { return }
        let orphans = found.filter { !needed.contains($0) && !(waits && $0.hasSuffix(HandOffSpool.suffix)) }
        try? await shop.disk.run { () throws(FerryError) in
            for name in orphans { _ = unlink("\(shop.parts.state.path)/\(name)") }
        }
    }

    /// Whether answers stand in the outbox, or among those the store refused: their media has no rows.
    private func hasHandOffs() -> Bool {
        [shop.parts.state.outbox, shop.parts.state.refused].contains { path in
            FileStatus.of(path: path).map { $0.identity.size > 0 } ?? false
        }
    }

    /// Removes the locks of the dead.
    ///
    /// - Returns: How many other processes live.
    private static func buryHolders(_ shop: Workshop) -> Int {
        clearControl(shop)
        return FolderNames.list("\(shop.parts.state.path)/holders", limit: limit).count { file in
            // A name that is not locked yet is a process that is just starting, unless it stands there for long.
            guard file.hasSuffix(".lock") else {
                return age(of: "\(shop.parts.state.path)/holders/\(file)") < graceSeconds
            }
            let name = String(file.dropLast(5))
            return name != shop.holder.name && shop.holder.isAlive(name)
        }
    }

    /// Removes what the dead told of their jobs.
    private static func clearControl(_ shop: Workshop) {
        for file in FolderNames.list("\(shop.parts.state.path)/control", limit: limit) {
            guard let owner = ControlFile.owner(of: file), !shop.holder.isAlive(owner) else { continue }
            _ = unlink("\(shop.parts.state.path)/control/\(file)")
        }
    }

    /// Those of the files that their jobs need; `nil` when the store cannot say it.
    private func neededFiles() async -> Set<String>? {
        let due = shop.parts.clock.now().advanced(bySeconds: -Self.failedSeconds)
        let ids = Set(found.compactMap { $0.split(separator: "/").last?.split(separator: ".").first.map(String.init) })
        var needed: Set<String> = []
        for id in ids {
            do throws(FerryError) {
                guard let job = try await shop.parts.store.job(JobID(rawValue: id)) else { continue }
                needed.formUnion(Self.files(of: job, due: due))
            } catch {
                return nil
            }
        }
        return needed
    }

    /// The files that a job needs to go on, or that a person needs to look at it: the media of an answer stands nowhere
    /// else until it is delivered.
    private static func files(of job: JobRecord, due: Timestamp) -> Set<String> {
        switch job.state {
        case .delivered, .cancelled: return []
        case .refused, .failed:
            guard job.state == .refused || job.updatedAt <= due else { break }
            return job.owner == nil ? [] : Set([job.source.spoolKey].compactMap { $0.map { "spool/\($0)" } })
        default: break
        }
        var needed: Set = ["journal/\(job.id.rawValue).ndjson"]
        if job.rendition == nil { needed.insert("spool/\(MediaStage.packetLogKey(job.id))") }
        if let key = job.source.spoolKey { needed.insert("spool/\(key)") }
        if let key = job.rendition?.spoolKey { needed.insert("spool/\(key)") }
        return needed
    }

    /// Seconds since a file was last written, by the machine's clock.
    private static func age(of path: String) -> Double {
        guard let written = FileStatus.of(path: path)?.identity.modifiedNanoseconds else { return 0 }
        return SystemFerryClock().now().secondsSinceEpoch - Double(written) / 1e9
    }
}
