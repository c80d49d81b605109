import ArgumentParser
import MediaFerry

/// The value of `--uplink`: `auto`, or bytes a second such as `2.5M`, which `20Mbit` says too.
struct UplinkOption: ExpressibleByArgument, Equatable {
    let uplink: PlanSettings.Uplink

    init?(argument: String) {
        if argument == "auto" {
            uplink = .measured
            return
        }
        guard let rate = Self.bits(argument) ?? ByteQuantity(argument: argument)?.bytes else { return nil }
        uplink = .rate(rate)
    }

    /// Bits a second as bytes; `nil` for what names no bits.
    private static func bits(_ argument: String) -> Int64? {
        guard argument.hasSuffix("bit"), let eighths = ByteQuantity(argument: String(argument.dropLast(3))) else {
            return nil
        }
        return eighths.bytes >= 8 ? eighths.bytes / 8 : nil
    }
}

/// A goal by its name.
struct GoalName: ExpressibleByArgument {
    let goal: PlanSettings.Goal

    init?(argument: String) {
        guard let goal = PlanSettings.Goal(rawValue: argument) else { return nil }
        self.goal = goal
    }

    static var allValueStrings: [String] { PlanSettings.Goal.allCases.map(\.rawValue) }
}
