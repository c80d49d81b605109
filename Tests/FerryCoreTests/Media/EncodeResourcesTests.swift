import FerryCore
import Testing

@Suite struct EncodeResourcesTests {
    private static let task = MediaEncodeTask(
        container: .mp4, video: .init(sourceIndex: 0, encoding: VideoSettings(width: 64, height: 64)), audio: nil)

    @Test("threads follow the processors, not the encoders", arguments: [(1, 2), (2, 3), (3, 5), (8, 12)])
    func threads(_ processors: Int, _ threads: Int) {
        for encoders in [1, 4] {
            let task = EncodeResources(encoders: encoders, processors: processors).applied(to: Self.task)
            #expect(task.video?.encoding?.threads == threads && task.encoders == encoders)
        }
        var chosen = Self.task
        chosen.video?.encoding?.threads = 7
        #expect(EncodeResources(processors: processors).applied(to: chosen).video?.encoding?.threads == 7)
    }

    @Test("numbers out of range are brought into it, and each further encoder may take memory")
    func bounds() {
        #expect(EncodeResources(encoders: 0, processors: -3) == EncodeResources(encoders: 1, processors: 1))
        #expect(EncodeResources(encoders: 99).encoders == EncodeResources.maxEncoders)
        let limits = MediaLimits(maxMemoryBytes: 3 << 30)
        #expect(EncodeResources().applied(to: limits) == limits)
        #expect(EncodeResources(encoders: 3).applied(to: limits).maxMemoryBytes == 5 << 30)
    }
}
