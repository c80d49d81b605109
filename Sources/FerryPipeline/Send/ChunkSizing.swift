import FerryCore
import Synchronization

/// The size of chunks as all uploads of a pipeline share it: what one learns of the link serves the next.
final class ChunkSizing: Sendable {
    private let sizer: Mutex<ChunkSizer>
    private let most: @Sendable () -> Int64?

    /// - Parameters:
    ///   - startBytes: Bytes of the first chunk.
    ///   - limits: The user's.
    ///   - most: Bytes of a chunk at most, as things stand.
    init(
        startBytes: Int64 = ChunkSizer.startBytes, limits: ChunkLimits = .none,
        most: @escaping @Sendable () -> Int64? = { nil }
    ) {
        sizer = Mutex(ChunkSizer(startBytes: startBytes, limits: limits))
        self.most = most
    }

    /// Bytes of the next chunk, before the protocol's own limits.
    var chunkBytes: Int64 { min(sizer.withLock { $0.chunkBytes }, most() ?? .max) }

    /// Takes what became of a chunk and tells the job's listeners of a new size.
    func change(_ tracker: JobTracker, _ take: (inout ChunkSizer) -> ChunkSizer.Decision?) -> Bool {
        guard let decision = sizer.withLock({ take(&$0) }) else { return false }
        tracker.emit(
            .decision(
                .init(
                    what: "chunkBytes", from: String(decision.from), to: String(decision.to), reason: decision.reason)))
        return true
    }
}
