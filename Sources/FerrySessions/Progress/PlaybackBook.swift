import FerryCore
import Synchronization

/// Where users are in what they play: the latest positions in memory, those that are worth it in the store.
///
/// What waits for a write, or was paused for long, is written by ``settle()``, which is called now and then, and at the end.
actor PlaybackBook {
    /// Positions that are kept in memory.
    static let limit = 10_000

    private struct Key: Hashable {
        var item: String
        var user: String
    }

    private struct Entry {
        var progress: PlaybackProgress
        var touchedAt: Timestamp
    }

    private var entries: [Key: Entry] = [:]
    private let store: any PlaybackStore
    private let clock: any FerryClock
    /// Writes since the start.
    private(set) var writes = 0

    init(store: any PlaybackStore, clock: any FerryClock) {
        self.store = store
        self.clock = clock
    }

    /// Takes a report, and writes it down where it is worth it.
    func take(_ report: PlaybackReport, isMilestoneMode: Bool) async throws(FerryError) -> PlaybackView {
        let key = Key(item: report.item, user: report.userId)
        var entry = try await entry(key)
        let now = clock.now()
        let isWritten = entry.progress.take(report, isMilestoneMode: isMilestoneMode, at: now)
        entry.touchedAt = now
        entries[key] = entry
        if isWritten { try await save(entry.progress, key) }
        if entries.count > Self.limit { await forgetOldest() }
        return entry.progress.view(isSaved: isWritten)
    }

    /// Where a user is.
    func position(in item: String, of user: String) async throws(FerryError) -> PlaybackView {
        try await entry(Key(item: item, user: user)).progress.view(isSaved: false)
    }

    /// Writes what has stood still for so many seconds and is not written yet.
    func settle(after seconds: Double) async {
        let now = clock.now()
        // Whoever was touched later than now has waited since before the clock was set back.
        for (key, var entry) in entries where !(0..<seconds).contains(now.seconds(since: entry.touchedAt)) {
            guard entry.progress.settle(at: now) else { continue }
            entries[key] = entry
            try? await save(entry.progress, key)
        }
    }

    private func entry(_ key: Key) async throws(FerryError) -> Entry {
        if let entry = entries[key] { return entry }
        let stored = try await store.playback(of: key.item, by: key.user)
        // Another call may have come first while the store was asked.
        return entries[key] ?? Entry(progress: PlaybackProgress(stored), touchedAt: clock.now())
    }

    private func save(_ progress: PlaybackProgress, _ key: Key) async throws(FerryError) {
        writes += 1
        try await store.save(progress.stored(at: clock.now()), of: key.item, by: key.user)
    }

    private func forgetOldest() async {
        let old = entries.sorted { $0.value.touchedAt < $1.value.touchedAt }.prefix(Self.limit / 10)
        for (key, var entry) in old {
            if entry.progress.settle(at: clock.now()) { try? await save(entry.progress, key) }
            entries[key] = nil
        }
    }
}

extension PlaybackProgress {
    /// What is shown of it.
    func view(isSaved: Bool) -> PlaybackView {
        PlaybackView(
            saved: isSaved, milestone: milestone, positionSeconds: positionSeconds, completed: isCompleted)
    }
}
