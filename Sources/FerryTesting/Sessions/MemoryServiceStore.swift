public import FerryCore
public import FerrySessions
import Synchronization

/// A store of positions, tokens and switches that keeps everything in memory, for tests of what stands above the ports.
public final class MemoryServiceStore: PlaybackStore, TokenStore, FlagStore {
    private struct Place: Hashable {
        var item: String
        var userID: String
    }

    private struct Rows {
        var playback: [Place: PlaybackProgress.Stored] = [:]
        var tokens: [AccessToken] = []
        var flags: ServiceFlags.Layer?
        var isPaused = false
    }

    private let rows = Mutex(Rows())

    /// An empty store.
    public init() {}

    /// What was written last of a user's position in an item, or `nil`.
    public func playback(
        of item: String, by userID: String
    ) async throws(FerryError) -> PlaybackProgress.Stored? {
        rows.withLock { $0.playback[Place(item: item, userID: userID)] }
    }

    /// Writes a position; the milestone never falls.
    public func save(
        _ progress: PlaybackProgress.Stored, of item: String, by userID: String
    ) async throws(FerryError) {
        rows.withLock { rows in
            var progress = progress
            if let former = rows.playback[Place(item: item, userID: userID)] {
                progress.milestone = max(progress.milestone, former.milestone)
                progress.isCompleted = progress.isCompleted || former.isCompleted
            }
            rows.playback[Place(item: item, userID: userID)] = progress
        }
    }

    /// Adds a token; one whose name is taken is refused with `store.unavailable`.
    public func add(_ token: AccessToken) async throws(FerryError) {
        let isNew = rows.withLock { rows in
            guard !rows.tokens.contains(where: { $0.id == token.id }) else { return false }
            rows.tokens.append(token)
            return true
        }
        guard isNew else {
            throw FerryError(.storeUnavailable, "there is a token named \(token.id) already", disposition: .giveUp)
        }
    }

    /// All tokens, oldest first.
    public func tokens() async throws(FerryError) -> [AccessToken] {
        rows.withLock { $0.tokens.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) } }
    }

    /// Forgets a token; whether there was one of that name.
    public func remove(token id: String) async throws(FerryError) -> Bool {
        rows.withLock { rows in
            let before = rows.tokens.count
            rows.tokens.removeAll { $0.id == id }
            return rows.tokens.count < before
        }
    }

    /// What was turned at run time.
    public func turnedFlags() async throws(FerryError) -> ServiceFlags.Layer? { rows.withLock { $0.flags } }

    /// Keeps what was turned; `nil` takes it back.
    public func keep(_ layer: ServiceFlags.Layer?) async throws(FerryError) { rows.withLock { $0.flags = layer } }

    /// Whether all work was paused by request.
    public func isPaused() async throws(FerryError) -> Bool { rows.withLock { $0.isPaused } }

    /// Keeps whether all work is paused.
    public func keep(isPaused: Bool) async throws(FerryError) { rows.withLock { $0.isPaused = isPaused } }
}
