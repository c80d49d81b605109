import FerryCore

/// What is found out beside the rendition: how the recording is, and the extras.
extension MediaStage {
    var options: MediaOptions { shop.parts.media }

    /// What is wanted of the decode that checks a rendition. Sound that was heard before it was encoded is not heard again.
    func checkTask(after result: MediaEncodeResult) -> MediaCheckTask {
        MediaCheckTask(
            pictures: options.health, sound: result.sound == nil ? options.health : nil, extras: options.extras,
            expectedSeconds: result.tracks.map(\.secondsOut).max())
    }

    /// What is wanted of the decode of a source that goes out as it is: whether it is whole and, where extras were asked
    /// for, those and a judgement.
    func checkTask(original probe: MediaProbe) -> MediaCheckTask {
        guard !options.extras.isEmpty else { return MediaCheckTask() }
        return MediaCheckTask(
            pictures: options.health, sound: options.health, extras: options.extras,
            expectedSeconds: probe.durationSeconds)
    }

    /// The judgement about the recording.
    func health(
        _ check: MediaCheckResult, sound: SoundTally?, loss: LossReceipt?, shiftSeconds: Double
    ) -> Receipt.Health? {
        HealthAssessment(
            sound: sound ?? check.sound, pictures: check.pictures, loss: loss, shiftSeconds: shiftSeconds,
            thresholds: options.health ?? .standard
        ).health
    }

    /// Writes extras to where they were asked for; `nil` when none were.
    func write(_ extras: [MediaExtra]) async throws(FerryError) -> [ExtraReceipt]? {
        guard !options.extras.isEmpty, let directory = shop.parts.extrasDirectory ?? shop.parts.receiptsDirectory
        else { return nil }
        let files = ExtraFiles(job: tracker.id, directory: directory)
        return try await shop.disk.run { () throws(FerryError) in try files.write(extras) }
    }
}
