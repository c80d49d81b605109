import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

extension MediaStageTests {
    private static let everything = MediaOptions(
        loudness: LoudnessTarget(), denoises: true, extras: [.poster, .storyboard, .waveform])

    @Test("health and extras stand in the receipt, the files where they were asked for")
    func tellsHealthAndExtras() async throws {
        try await walk([.makes(bytes: 40_000)], options: Self.everything) { road, pipeline, worker, source in
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.health?.verdicts == ["microphoneMuted"] && receipt.health?.thresholds == .standard)
            let id = receipt.jobId.rawValue
            let names = ["poster.jpg", "storyboard.jpg", "storyboard.vtt", "waveform.json"].map { "\(id).\($0)" }
            #expect(receipt.extras?.map(\.file) == names && road.scratch.names("extras") == names)
            #expect(worker.tasks.first?.audio?.encoding?.loudness == LoudnessTarget())
            #expect(worker.tasks.first?.audio?.health == .standard)
            #expect(worker.tasks.first?.video?.encoding?.denoises == true)
            #expect(worker.checks.map(\.extras) == [[.poster, .storyboard, .waveform]])
        }
    }

    @Test("what was asked for is kept though it is larger than the source")
    func keepsWhatIsLarger() async throws {
        let options = MediaOptions(loudness: LoudnessTarget())
        try await walk([.makes(bytes: 120_000)], options: options) { _, pipeline, _, source in
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.plan.decision == .encode && receipt.plan.refusedRendition == nil)
            #expect(receipt.extras == nil)
        }
    }

    @Test("a source that goes out as it is is decoded once, also for extras")
    func decodesOriginals() async throws {
        var fitting = Self.recording
        fitting.container = "mp4"
        fitting.hasIndex = true
        fitting.isIndexInFront = true
        fitting.headerDurationSeconds = 10
        fitting.tracks[0].codec = "h264"
        fitting.tracks[1].codec = "aac"
        for extras in [[], [MediaExtra.Kind.poster]] {
            try await walk([], probe: .success(fitting), options: MediaOptions(extras: extras)) {
                road, pipeline, worker, source in
                let receipt = try await pipeline.submit(source).receipt()
                #expect(receipt.plan.decision == .skip && receipt.rendition.isOriginal)
                #expect(worker.checks.count == 1 && receipt.extras?.count ?? 0 == extras.count)
                #expect((receipt.health == nil) == extras.isEmpty)
            }
        }
    }

    @Test("other options make another job, another judgement does not")
    func knowsJobs() async throws {
        try await TestRoad.walk { road in
            let base = try road.parts()
            func key(_ options: MediaOptions) -> String {
                var parts = base
                parts.media = options
                return JobKey(parts, sha256: "ab", preset: .interview, repetition: 0).text
            }
            let keys = [
                MediaOptions(), MediaOptions(loudness: LoudnessTarget()), MediaOptions(denoises: true),
                MediaOptions(extras: [.poster]), MediaOptions(extras: [.waveform]),
                MediaOptions(loudness: LoudnessTarget(integrated: -18)),
            ].map(key)
            #expect(Set(keys).count == keys.count)
            #expect(key(MediaOptions(health: nil)) == keys[0])
        }
    }

    @Test("extras without a directory are refused before anything is taken in")
    func needsDirectory() async throws {
        try await TestRoad.walk { road in
            var parts = try road.parts()
            parts.media = MediaOptions(extras: [.poster])
            let error = #expect(throws: FerryError.self) { _ = try JobPipeline(parts) }
            #expect(error?.next.contains("--extras") == true)
        }
    }
}
