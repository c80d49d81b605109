import Testing

@testable import FerryCore

@Suite struct OptionPlanTests {
    private func rules(_ options: MediaOptions) -> RenditionRules {
        var rules = RenditionRules.standard
        rules.options = options
        return rules
    }

    private let fitting = ProbeSamples.soundMP4

    @Test("loudness has the sound encoded and leaves the picture alone")
    func encodesSound() throws {
        let (plan, task) = try MediaPlanner.plan(
            probe: fitting, preset: .interview, rules: rules(MediaOptions(loudness: LoudnessTarget())))
        #expect(plan.decision == .encode)
        #expect(plan.reasons.filter { $0.verdict == .convert }.map(\.code) == [.loudness])
        #expect(task?.video?.encoding == nil && task?.audio?.encoding?.loudness == LoudnessTarget())
    }

    @Test("denoising has the picture encoded and leaves the sound alone")
    func encodesPicture() throws {
        for preset in [Preset.interview, .small] {
            let (plan, task) = try MediaPlanner.plan(
                probe: fitting, preset: preset, rules: rules(MediaOptions(denoises: true)))
            #expect(plan.reasons.contains { $0.code == .denoise && $0.verdict == .convert })
            #expect(task?.video?.encoding?.denoises == true && task?.audio?.encoding?.loudness == nil)
        }
    }

    @Test("voice and small bring Opus to a loudness, copy keeps its packets")
    func knowsPresets() throws {
        let options = MediaOptions(loudness: LoudnessTarget(), denoises: true)
        for preset in [Preset.voice, .small] {
            let task = try MediaPlanner.plan(probe: fitting, preset: preset, rules: rules(options)).task
            #expect(task?.audio?.encoding?.loudness == LoudnessTarget() && task?.audio?.encoding?.codec == .opus)
        }
        #expect(try MediaPlanner.plan(probe: fitting, preset: .copy, rules: rules(options)).task?.isRemux != false)
    }

    @Test("what was asked for is not dropped for its size, everything else is")
    func keepsWhatWasAskedFor() throws {
        let settings = AudioSettings(codec: .aac, bitRate: 64_000, loudness: LoudnessTarget())
        var task = MediaEncodeTask(
            container: .mp4, video: .init(sourceIndex: 0, encoding: nil),
            audio: .init(sourceIndex: 1, encoding: settings))
        #expect(RenditionCheck.sizeVerdict(task: task, bytes: fitting.bytes + 1, probe: fitting) == .sound)
        task.audio?.encoding?.loudness = nil
        #expect(RenditionCheck.sizeVerdict(task: task, bytes: fitting.bytes + 1, probe: fitting) != .sound)
    }

    @Test("extras come in one order and once; by default there are none and health is judged")
    func hasDefaults() {
        #expect(MediaOptions(extras: [.waveform, .poster, .poster]).extras == [.poster, .waveform])
        #expect(!MediaOptions().changesMedia && MediaOptions().extras.isEmpty && MediaOptions().health == .standard)
        #expect(MediaOptions(denoises: true).changesMedia)
    }
}
