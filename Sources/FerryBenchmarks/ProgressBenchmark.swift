import FerryCore
import FerrySQLite
import FerrySessions
import Foundation

/// Counts the durable writes of both modes of progress over the same simulated hour: a user who watches an hour of video,
/// with a pause and two jumps, and an upload of an hour that is rewound once. Every write goes to a real store, whose own
/// meter is what is read. What both modes write alike, such as the prolonging of a lease, is left out.
struct ProgressBenchmark {
    private static let start = Timestamp(microseconds: 1_700_000_000_000_000)
    private static let seconds = 3600.0
    /// Seconds between two chunks that the server confirms.
    private static let chunkSeconds = 2.0
    /// The chunk at which the server has less than before.
    private static let rewoundChunk = 1000
    private static let objectBytes: Int64 = 1 << 30

    /// Counts and prints both.
    func run() async throws {
        try await compare("playback", playback)
        try await compare("upload", upload)
    }

    private func compare(_ name: String, _ write: (ProgressDiary.Mode, SQLiteStores) async throws -> Void) async throws
    {
        let interval = try await count { try await write(.interval, $0) }
        let milestones = try await count { try await write(.milestones, $0) }
        let fewer = 100 * (1 - Double(milestones) / Double(interval))
        print(
            "progress: an hour of \(name): interval \(interval) writes, milestones \(milestones) writes, "
                + "\(String(format: "%.1f", fewer)) % fewer (aim at least 90)")
    }

    /// What the player tells, and what of it is written.
    private func playback(_ mode: ProgressDiary.Mode, _ stores: SQLiteStores) async throws {
        var progress = PlaybackProgress(nil)
        for report in Self.reports(mode) {
            let now = report.occurredAt ?? Self.start
            guard progress.take(report, isMilestoneMode: mode == .milestones, at: now) else { continue }
            try await stores.service.save(progress.stored(at: now), of: "video", by: "user")
        }
    }

    /// An hour at the player, which tells every second where it is: a jump ahead at 10 min, back at 20 min, a pause of 45 s
    /// at 30 min, the end. Where milestones are written, it says why it tells; where intervals are, it does not know of
    /// reasons.
    private static func reports(_ mode: ProgressDiary.Mode) -> [PlaybackReport] {
        var position = 0.0
        return stride(from: 0.0, through: seconds + 45, by: 1).compactMap { second in
            let isPaused = (1801..<1845).contains(second)
            guard !isPaused else { return nil }
            var trigger = PlaybackReport.Trigger.milestone
            switch second {
            case 600: (position, trigger) = (position + 60, .seek)
            case 1200: (position, trigger) = (position - 60, .seek)
            case 1800: trigger = .pause
            default: position = min(seconds, position + 1)
            }
            if position >= seconds { trigger = .completion }
            return PlaybackReport(
                item: "video", userId: "user", currentTimeSeconds: position, totalDurationSeconds: seconds,
                triggerType: mode == .milestones || trigger == .pause ? trigger : nil,
                occurredAt: start.advanced(bySeconds: second))
        }
    }

    /// An upload whose chunks are confirmed one after the other, and what of that is written.
    private func upload(_ mode: ProgressDiary.Mode, _ stores: SQLiteStores) async throws {
        guard
            case .inserted(let leased) = try await stores.jobs.insert(Self.job, holder: "bench", leaseSeconds: 7200)
        else { return }
        var job = leased.job
        var diary = ProgressDiary(mode: mode)
        let chunks = Int(Self.seconds / Self.chunkSeconds)
        for chunk in 1...chunks {
            let now = Self.start.advanced(bySeconds: Double(chunk) * Self.chunkSeconds)
            let isRewound = chunk == Self.rewoundChunk
            let percent = Double(isRewound ? chunk - 2 : chunk) / Double(chunks) * 100
            let cause: ProgressDiary.Cause = chunk == chunks ? .completion : isRewound ? .jump : .progress
            guard diary.told(percent: percent, cause: cause, at: now).isWritten else { continue }
            job.acknowledgedBytes = Int64(percent / 100 * Double(Self.objectBytes))
            _ = try await stores.jobs.update(job, under: leased.lease)
        }
    }

    private static var job: JobRecord {
        JobRecord(
            id: JobID(rawValue: "upload"), key: "key",
            source: SourceRecord(
                name: "hour.mp4", kind: .stream, path: nil, spoolKey: "upload.asset", identity: nil,
                mediaType: "video/mp4", bytes: objectBytes, sha256: String(repeating: "0", count: 64)),
            destination: "file:///", preset: .none, createdAt: start)
    }

    /// The writes that `body` makes durable in a store of its own, without the one that begins a job.
    private func count(_ body: (SQLiteStores) async throws -> Void) async throws -> Int {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ferry-bench-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let stores = try await SQLiteStores.open(inDirectory: folder)
        try await body(stores)
        let begun = try await stores.jobs.latestJobs(in: Set(JobState.allCases), limit: 10).count
        return Int(stores.meter.counts.writes) - begun
    }
}
