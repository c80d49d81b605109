import FerryCore
import Testing

@Suite struct EncodeTrialTests {
    /// Whether a trial of 100 s of media is lost at each of these reports: seconds done, seconds since the start. Then 10 s
    /// come after the encode, and the other way takes 60 s.
    private func losses(_ reports: (Double, Double)...) -> [Bool] {
        var trial = EncodeTrial(mediaSeconds: 100, secondsAfter: 10, secondsOtherwise: 60)
        return reports.map { trial.isLost(secondsDone: $0.0, elapsedSeconds: $0.1) }
    }

    @Test("nothing is said before the encoder has looked ahead, and a fiftieth of the media has come after that")
    func early() {
        #expect(losses((0.1, 5), (1.4, 50), (1.5, 51), (3.4, 99), (3.6, 99)) == [false, false, false, false, true])
    }

    @Test("the encode is lost when what is left of it is more than the other way from its beginning")
    func lost() {
        // 10 s of media in 5 s: 44 s are left, and 10 s after them; or 52.8 s.
        #expect(losses((2, 1), (12, 6)) == [false, false])
        #expect(losses((2, 1), (12, 7)) == [false, true])
    }

    @Test("what was spent does not count: near its end no encode is lost, however slow")
    func late() { #expect(losses((2, 0), (90, 400)) == [false, false]) }

    @Test("the seconds before the first report, and those of an earlier run, are no speed")
    func start() {
        #expect(losses((80, 1000), (83, 1001)) == [false, false])
        #expect(losses((.nan, 1), (1, .nan)) == [false, false])
    }

    @Test("a trial costs what the encoder looks ahead and a fiftieth, at most all")
    func cost() {
        #expect(EncodeTrial.cost(encodeSeconds: 50, mediaSeconds: 100) == 0.035 * 50)
        #expect(EncodeTrial.cost(encodeSeconds: 2, mediaSeconds: 1) == 2)
        #expect(EncodeTrial.cost(encodeSeconds: 2, mediaSeconds: 0) == 2)
    }
}
