import FerryCore
import Testing

@Suite struct PlanSettingsTests {
    @Test(
        "the goal is what is said, else time where something is said of the uplink",
        arguments: [
            (nil, .unknown, false, false), (nil, .measured, true, true), (nil, .rate(9), true, false),
            (.size, .unknown, false, false), (.size, .measured, false, true), (.size, .rate(9), false, false),
            (.time, .unknown, true, true), (.time, .rate(9), true, false),
        ] as [(PlanSettings.Goal?, PlanSettings.Uplink, Bool, Bool)])
    func goal(goal: PlanSettings.Goal?, uplink: PlanSettings.Uplink, isForTime: Bool, measures: Bool) {
        let settings = PlanSettings(goal: goal, uplink: uplink)
        #expect(settings.isForTime == isForTime && settings.measuresUplink == measures)
    }

    @Test("a given uplink counts up to the limit of what is sent")
    func limited() {
        let settings = PlanSettings(uplink: .rate(1000))
        #expect(settings.limited(to: nil) == settings && settings.limited(to: 2000) == settings)
        #expect(settings.limited(to: 500).uplink == .rate(500))
        #expect(PlanSettings(uplink: .measured).limited(to: 500).uplink == .measured)
    }
}
