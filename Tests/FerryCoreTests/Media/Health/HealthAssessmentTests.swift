import FerryCore
import Testing

@Suite struct HealthAssessmentTests {
    private func verdicts(
        sound: SoundTally? = SoundTally(seconds: 10, loudnessLUFS: -23),
        pictures: PictureTally? = PictureTally(seconds: 10, judgedSeconds: 10, livelySeconds: 4),
        loss: LossReceipt? = nil, shift: Double = 0
    ) -> [String] {
        HealthAssessment(sound: sound, pictures: pictures, loss: loss, shiftSeconds: shift).health?.verdicts ?? ["none"]
    }

    @Test("a good recording gets no verdict; what was not watched gets no account")
    func sparesTheGood() {
        #expect(verdicts() == [])
        #expect(HealthAssessment(sound: nil, pictures: nil, loss: nil).health == nil)
    }

    @Test(
        "sound is judged at its thresholds",
        arguments: [
            (SoundTally(seconds: 10, silentSeconds: 9.5), ["microphoneMuted"]),
            (SoundTally(seconds: 10, silentSeconds: 9.4, loudnessLUFS: -30), []),
            (SoundTally(seconds: 10, loudnessLUFS: -36.1), ["tooQuiet"]),
            (SoundTally(seconds: 10, clippedSeconds: 0.05, loudnessLUFS: -3), ["clipped"]),
            (SoundTally(seconds: 10, clippedSeconds: 0.04, loudnessLUFS: -3), []),
            (SoundTally(seconds: 0.9, silentSeconds: 0.9), []),
            (SoundTally(seconds: 10, loudnessLUFS: -23, driftSeconds: -0.21), ["outOfSync"]),
        ])
    func judgesSound(_ sound: SoundTally, expected: [String]) { #expect(verdicts(sound: sound) == expected) }

    @Test(
        "pictures are judged at their thresholds, and only a camera freezes",
        arguments: [
            (PictureTally(seconds: 10, blackSeconds: 5), ["cameraBlack"]),
            (PictureTally(seconds: 10, frozenSeconds: 3, livelySeconds: 2), ["cameraFrozen"]),
            (PictureTally(seconds: 10, frozenSeconds: 9, livelySeconds: 1.9), []),
            (PictureTally(seconds: 10, judgedSeconds: 4, blurredSeconds: 2), ["cameraBlurred"]),
            (PictureTally(seconds: 10, judgedSeconds: 0.5, blurredSeconds: 0.5), []),
            (PictureTally(seconds: 0.5, blackSeconds: 0.5), []),
        ])
    func judgesPictures(_ pictures: PictureTally, expected: [String]) {
        #expect(verdicts(pictures: pictures) == expected)
    }

    @Test("loss and a shift by our own making are told")
    func judgesTime() {
        let loss = LossReceipt(seconds: 1, reasons: ["truncated"], unreadBytes: 9)
        #expect(verdicts(loss: loss) == ["mediaLost"])
        #expect(verdicts(shift: 0.3) == ["outOfSync"])
        let alone = HealthAssessment(sound: SoundTally(seconds: 9, driftSeconds: 4), pictures: nil, loss: nil)
        #expect(alone.health?.avDriftSeconds == nil && alone.health?.blackRatio == nil)
    }

    @Test("shares are of what was there, and never more than one")
    func worksOutShares() {
        let health = HealthAssessment(
            sound: SoundTally(seconds: 3, silentSeconds: 1, clippedSeconds: 0),
            pictures: PictureTally(
                seconds: 4, blackSeconds: 5, frozenSeconds: 1, judgedSeconds: 0, blurredSeconds: 0),
            loss: nil
        ).health
        #expect(health?.silenceRatio == 0.3333 && health?.clippedRatio == 0 && health?.loudnessLUFS == nil)
        #expect(health?.blackRatio == 1 && health?.frozenRatio == 0.25 && health?.blurRatio == nil)
    }

    @Test("every verdict has a sentence of its own")
    func hasSentences() {
        #expect(Set(HealthVerdict.allCases.map(\.sentence)).count == HealthVerdict.allCases.count)
        #expect(HealthVerdict.microphoneMuted.sentence == "the microphone was muted")
    }
}
