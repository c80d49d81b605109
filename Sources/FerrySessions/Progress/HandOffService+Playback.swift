public import FerryCore

extension HandOffService {
    /// Takes where a user is in something that is played, and writes it down where it is worth it.
    ///
    /// - Throws: `request.unprocessable` for numbers that are none; `store.unavailable`.
    public func savePlayback(_ report: PlaybackReport) async throws(FerryError) -> PlaybackView {
        for (name, seconds) in [
            ("currentTimeSeconds", report.currentTimeSeconds), ("totalDurationSeconds", report.totalDurationSeconds),
        ] {
            guard seconds.isFinite, seconds >= 0 else {
                throw FerryError(.requestUnprocessable, "it must be a number of seconds, not below 0", input: name)
            }
        }
        return try await playback.take(report, isMilestoneMode: flagBook.flags[.milestoneProgress])
    }

    /// Where a user is in something that is played.
    public func playback(of item: String, by user: String) async throws(FerryError) -> PlaybackView {
        try await playback.position(in: item, of: user)
    }
}
