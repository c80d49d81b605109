import FerryCore
import Testing

@Suite struct EncodeResourcesTests {
    private static func task(_ codec: VideoSettings.Codec = .h264, lines: Int = 720) -> MediaEncodeTask {
        var settings = VideoSettings(width: 1280, height: lines)
        settings.codec = codec
        return MediaEncodeTask(container: .mp4, video: .init(sourceIndex: 0, encoding: settings), audio: nil)
    }

    @Test("threads follow the processors, not the encoders", arguments: [(1, 2), (2, 3), (3, 5), (8, 12)])
    func threads(_ processors: Int, _ threads: Int) {
        for encoders in [1, 4] {
            let task = EncodeResources(encoders: encoders, processors: processors).applied(to: Self.task())
            #expect(task.video?.encoding?.threads == threads && task.encoders == encoders)
        }
        var chosen = Self.task()
        chosen.video?.encoding?.threads = 7
        #expect(EncodeResources(processors: processors).applied(to: chosen).video?.encoding?.threads == 7)
    }

    @Test(
        "many processors give libx264 no more threads than it would take by itself",
        arguments: [(64, 2), (480, 15), (720, 22), (1080, 34), (.max, 96)])
    func lines(_ lines: Int, _ threads: Int) {
        let task = EncodeResources(processors: 64).applied(to: Self.task(lines: lines))
        #expect(task.video?.encoding?.threads == min(threads, 96))
    }

    @Test(
        "pieces made again use as many processors as one encoder with threads, within bounds",
        arguments: [(1, 0, 1), (1, 3, 2), (1, 4, 2), (1, 96, 4), (2, 96, 4), (7, 3, 7), (99, 3, 16), (-1, .max, 4)])
    func capped(_ asked: Int, _ threads: Int, _ encoders: Int) {
        #expect(EncodeResources.cappedEncoders(asked: asked, threads: threads) == encoders)
    }

    @Test("numbers out of range are brought into it")
    func bounds() {
        #expect(EncodeResources(encoders: 0, processors: -3) == EncodeResources(encoders: 1, processors: 1))
        #expect(EncodeResources(encoders: 99).encoders == EncodeResources.maxEncoders)
    }

    @Test(
        "each encoder that may work at the same time may take address space, once",
        arguments: [
            (1, 2, .h264, 4), (2, 2, .h264, 4), (3, 2, .h264, 5), (1, 64, .h264, 6), (1, 2, .av1, 4),
            (2, 2, .av1, 6), (3, 2, .av1, 8),
        ] as [(Int, Int, VideoSettings.Codec, Int64)])
    func addressSpace(_ encoders: Int, _ processors: Int, _ codec: VideoSettings.Codec, _ gibibytes: Int64) {
        let task = EncodeResources(encoders: encoders, processors: processors).applied(to: Self.task(codec))
        let limits = MediaLimits.encoding(task, of: ProbeSamples.chromeWebM)
        #expect(limits.maxMemoryBytes == gibibytes << 30)
    }

    @Test("a remux gets what reading gets")
    func remux() throws {
        let task = try #require(try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .copy).task)
        let limits = MediaLimits.encoding(EncodeResources(encoders: 9).applied(to: task), of: ProbeSamples.chromeWebM)
        #expect(limits.maxMemoryBytes == MediaLimits().maxMemoryBytes)
    }
}
