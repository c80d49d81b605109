import ArgumentParser
import MediaFerry

/// What plans are to be best at.
struct PlanningOptions: ParsableArguments {
    @Option(
        help: .init(
            "Bytes a second that the uplink carries, such as 2.5M or 20Mbit, or auto: what acknowledged bytes show.",
            discussion: "Encodes what only saves bytes where that is sooner done than sending the packets as they are.",
            valueName: "rate"))
    var uplink: UplinkOption?

    @Option(
        help: .init(
            "time: at the destination soon. size: what the preset asks for. Default: time with --uplink, else size.",
            valueName: "goal"))
    var goal: GoalName?

    /// Both as settings.
    var settings: PlanSettings { PlanSettings(goal: goal?.goal, uplink: uplink?.uplink ?? .unknown) }
}
