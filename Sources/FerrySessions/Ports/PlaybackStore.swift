public import FerryCore

/// The port that keeps where users are in what they play.
///
/// A write is durable when the call returns. All functions throw `store.unavailable` when the store cannot be used,
/// `spool.full` when it has no space.
public protocol PlaybackStore: Sendable {
    /// What was written last of a user's position in an item, or `nil`.
    func playback(of item: String, by userID: String) async throws(FerryError) -> PlaybackProgress.Stored?

    /// Writes a position. The milestone never falls and completion is never taken back, whatever is written; the position
    /// is the one that is written.
    func save(
        _ progress: PlaybackProgress.Stored, of item: String, by userID: String
    ) async throws(FerryError)
}
