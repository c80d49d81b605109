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

    /// A source that goes out as it is is decoded only where extras were asked for, and then judged as well.
    mutating func watched(
        _ original: RenditionRecord, _ probe: MediaProbe
    ) async throws(FerryError) -> RenditionRecord {
        guard !options.extras.isEmpty else { return original }
        let started = shop.parts.clock.now()
        let task = MediaCheckTask(
            pictures: options.health, sound: options.health, extras: options.extras,
            expectedSeconds: probe.durationSeconds)
        let nothing = MediaEncodeTask(container: .mp4, video: nil, audio: nil)
        var rendition = original
        do throws(FerryError) {
            let check = try await encoder.check(
                asset.media, task: task, limits: .checking(nothing, of: probe, bytes: asset.bytes), progress: { _ in })
            rendition.health = health(check, sound: nil, loss: original.loss, shiftSeconds: 0)
            rendition.extras = try await write(check.extras)
        } catch {
            // What cannot be decoded has no extras; everything else is an error as it is for a rendition.
            _ = try refusal(error)
        }
        stages.check = Receipt.Stage(seconds: shop.parts.clock.now().seconds(since: started), bytes: asset.bytes)
        return rendition
    }
}
