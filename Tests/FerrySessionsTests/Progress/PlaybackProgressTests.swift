import FerryCore
import Testing

@testable import FerrySessions

@Suite struct PlaybackProgressTests {
    private static let start = Timestamp(microseconds: 1_700_000_000_000_000)

    private func report(
        _ seconds: Double, _ trigger: PlaybackReport.Trigger?, at second: Double, total: Double = 1000,
        milestone: Int? = nil, force: Bool = false
    ) -> PlaybackReport {
        PlaybackReport(
            item: "i", userId: "u", currentTimeSeconds: seconds, totalDurationSeconds: total, triggerType: trigger,
            milestoneReached: milestone, forceCompletion: force, occurredAt: Self.start.advanced(bySeconds: second))
    }

    private func take(_ progress: inout PlaybackProgress, _ report: PlaybackReport, late: Double = 0) -> Bool {
        progress.take(
            report, isMilestoneMode: true, at: (report.occurredAt ?? Self.start).advanced(bySeconds: late))
    }

    @Test("a pause is written once it has lasted more than thirty seconds, by when things happened")
    func pauses() {
        for (resumed, isWritten) in [(29.0, false), (30.0, false), (31.0, true)] {
            var progress = PlaybackProgress(nil)
            #expect(!take(&progress, report(20, .pause, at: 0)))
            #expect(take(&progress, report(20, .milestone, at: resumed), late: 100) == isWritten)
        }
    }

    @Test("jumps of more than ten seconds are written, shorter ones are not")
    func jumps() {
        var progress = PlaybackProgress(nil)
        #expect(take(&progress, report(20, .seek, at: 20)))
        #expect(!take(&progress, report(29, .seek, at: 40)))
        #expect(take(&progress, report(60, .seek, at: 60)))
        #expect(take(&progress, report(10, .seek, at: 80)) && progress.positionSeconds == 10)
    }

    @Test("completion is believed near the end, or when it is forced, and is never taken back")
    func completion() {
        var progress = PlaybackProgress(nil)
        #expect(take(&progress, report(400, .completion, at: 0)))
        #expect(!progress.isCompleted)
        #expect(take(&progress, report(960, .completion, at: 10)) && progress.isCompleted)
        _ = take(&progress, report(5, .seek, at: 20))
        #expect(progress.isCompleted && progress.milestone == 100 && progress.positionSeconds == 5)
        var forced = PlaybackProgress(nil)
        #expect(take(&forced, report(1, .unload, at: 0, force: true)) && forced.isCompleted)
    }

    @Test("a client without triggers is written every thirty seconds")
    func interval() {
        var progress = PlaybackProgress(nil)
        let written = stride(from: 0.0, through: 120, by: 10).filter { take(&progress, report($0, nil, at: $0)) }
        #expect(written == [0, 30, 60, 90, 120])
    }

    @Test("a report that claims to come from the future counts as of its arrival")
    func future() {
        var progress = PlaybackProgress(nil)
        #expect(!take(&progress, report(20, .pause, at: 0)))
        let claimed = report(20, .milestone, at: 100)
        let isWritten = progress.take(claimed, isMilestoneMode: true, at: Self.start.advanced(bySeconds: 5))
        #expect(!isWritten)
    }

    @Test("a milestone that the player saw counts where the position is near it")
    func seenMilestone() {
        var progress = PlaybackProgress(nil)
        #expect(take(&progress, report(495, .milestone, at: 495, milestone: 50)) && progress.milestone == 50)
        var liar = PlaybackProgress(nil)
        _ = take(&liar, report(100, .milestone, at: 100, milestone: 90))
        #expect(liar.milestone == 10)
    }
}
