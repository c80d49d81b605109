import FerryCore
import Testing

@testable import FerryFFmpeg

@Suite struct LoudnessSearchTests {
    /// Plays a search against sound of a loudness and a peak; `loss` is what the limiter costs in LU for each dB it holds
    /// down.
    private func search(
        _ loudness: Double?, peak: Double, loss: Double = 0.1
    ) -> (change: LoudnessSearch.Change, note: String, rounds: Int) {
        var search = LoudnessSearch(LoudnessTarget())
        var step = LoudnessSearch.first
        for round in 0..<10 {
            guard case .measure(let change) = step else { break }
            let raised = peak + change.gain
            let held = change.limit.map { max(0, raised - $0) } ?? 0
            step = search.take(
                .init(integrated: loudness.map { $0 + change.gain - loss * held }, truePeak: raised - held))
            if case .use(let change, let note) = step { return (change, note, round + 1) }
        }
        return (.init(), "never", 10)
    }

    @Test("sound with room above its peaks gets a plain gain after one measurement")
    func usesPlainGain() {
        let found = search(-23, peak: -12)
        #expect(found.change == .init(gain: 7, limit: nil) && found.rounds == 1)
        #expect(found.note == "loudness -23.0 to -16.0 LUFS")
        #expect(search(-10, peak: -1).change == .init(gain: -6, limit: nil))
    }

    @Test("sound without that room is limited, and the gain makes up for it")
    func usesLimiter() throws {
        let found = search(-23, peak: -5)
        #expect(found.change.limit == -3)
        #expect(found.change.gain > 7 && found.change.gain < 8)
        #expect(found.note.hasSuffix("LUFS, peaks held down"))
        #expect(found.rounds <= 1 + LoudnessSearch.maxRounds)
    }

    @Test("no more is held down or raised than is good, and the note says so")
    func statesWhatCannotBe() {
        let peaky = search(-30, peak: 0, loss: 0)
        #expect(peaky.change.gain <= 9.1)
        #expect(peaky.note.hasSuffix("more than that would be clipped or noise"))
        let quiet = search(-60, peak: -50)
        #expect(quiet.change == .init(gain: 30, limit: nil))
        #expect(quiet.note == "loudness -60.0 to -30.0 LUFS: more than that would be clipped or noise")
    }

    @Test("silence is left as it is")
    func leavesSilence() {
        let found = search(nil, peak: -200)
        #expect(found.change == .init() && found.change.filters.isEmpty)
        #expect(found.note.hasPrefix("loudness left as it is"))
    }

    @Test("whatever is measured, the search ends")
    func ends() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var search = LoudnessSearch(LoudnessTarget())
            var step = LoudnessSearch.first
            var rounds = 0
            while case .measure = step, rounds < 20 {
                step = search.take(
                    .init(
                        integrated: Bool.random(using: &random) ? .random(in: -90...10, using: &random) : nil,
                        truePeak: .random(in: -200...20, using: &random)))
                rounds += 1
            }
            #expect(rounds <= 2 + LoudnessSearch.maxRounds)
        }
    }
}
