import FerryCore
import Testing

@testable import FerrySessions

@Suite struct ServiceFlagsTests {
    @Test("run time holds before command line, environment and file, and the view says who")
    func order() throws {
        var flags = ServiceFlags([
            .file: .init(flags: [.transcoding: false, .liveTracking: false, .sessionRecovery: false]),
            .environment: .init(flags: [.transcoding: true, .liveTracking: false]),
            .commandLine: .init(flags: [.liveTracking: true]),
        ])
        #expect(flags[.transcoding] && flags[.liveTracking] && !flags[.sessionRecovery] && flags[.milestoneProgress])
        let view = flags.view
        #expect(view.transcoding == .init(value: true, default: true, source: "environment"))
        #expect(view.liveTracking.source == "command line" && view.sessionRecovery.source == "file")
        #expect(view.milestoneProgress == .init(value: true, default: true, source: "default"))
        var change = FlagsChange()
        change.liveTracking = false
        try flags.change(change)
        #expect(!flags[.liveTracking] && flags.view.liveTracking.source == "run time")
        flags.reset()
        #expect(flags[.liveTracking])
    }

    @Test("a share outside 0 to 100 is refused and changes nothing", arguments: [-1, 101, 1000])
    func share(_ percent: Int) {
        var flags = ServiceFlags()
        var change = FlagsChange()
        change.rollout = .init(percent: percent)
        change.transcoding = false
        #expect(throws: FerryError.self) { try flags.change(change) }
        #expect(flags == ServiceFlags())
    }

    @Test("the share is what it says, and who is in at a smaller one is in at a larger one")
    func rollout() throws {
        let ids = (0..<10_000).map { SessionID(rawValue: "session-\($0 &* 7919)") }
        func members(_ percent: Int) -> Set<SessionID> {
            let flags = ServiceFlags([.file: .init(rolloutPercent: percent)])
            return Set(ids.filter(flags.isInRollout))
        }
        #expect(members(0).isEmpty && members(100).count == ids.count)
        for percent in [1, 10, 50, 90] {
            let share = Double(members(percent).count) / 100
            #expect(abs(share - Double(percent)) < 2, "\(percent) percent gave \(share)")
        }
        #expect(members(10).isSubset(of: members(20)) && members(20).isSubset(of: members(90)))
    }
}
