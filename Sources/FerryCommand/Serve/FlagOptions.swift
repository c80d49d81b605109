import ArgumentParser
import Configuration
import FerrySessions
import MediaFerry

/// The switches of the service as its starter says them: on the command line, in the environment, in a file.
struct FlagOptions: ParsableArguments {
    @Option(
        help: .init(
            "A switch and what it is, such as transcoding=off; may be given again. Environment: MEDIAFERRY_FLAGS_TRANSCODING.",
            valueName: "name=on|off"))
    var flag: [FlagSetting] = []

    @Option(
        help: .init(
            "New sessions on the progressive road in percent; the others are worked on the plain way. Environment: MEDIAFERRY_ROLLOUT_PERCENT.",
            valueName: "percent"))
    var rollout: Int?

    @Option(
        help: .init(
            "A JSON file with flags and rollout.percent; it is read again when it changes, and on SIGHUP.",
            valueName: "path"))
    var config: String?

    func validate() throws {
        guard rollout.map({ (0...100).contains($0) }) ?? true else {
            throw ValidationError("--rollout must be from 0 to 100")
        }
    }

    /// What the command line says.
    var layer: ServiceFlags.Layer {
        ServiceFlags.Layer(
            flags: Dictionary(flag.map { ($0.flag, $0.isOn) }, uniquingKeysWith: { $1 }), rolloutPercent: rollout)
    }

    /// What command line and environment say.
    ///
    /// - Throws: a usage error for a variable that is neither on nor off.
    func flags() throws -> ServiceFlags {
        let environment = ConfigReader(provider: EnvironmentVariablesProvider()).scoped(to: "mediaferry")
        return ServiceFlags([
            .commandLine: layer,
            .environment: try ServiceFlags.Layer(text: { environment.string(forKey: ConfigKey($0)) }),
        ])
    }
}

/// One switch and what it is.
struct FlagSetting: ExpressibleByArgument {
    var flag: ServiceFlag
    var isOn: Bool

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let flag = ServiceFlag(rawValue: parts[0]), let isOn = Bool(switchText: parts[1]) else {
            return nil
        }
        self.flag = flag
        self.isOn = isOn
    }
}

extension ServiceFlags.Layer {
    /// What a source of texts says, by keys such as `flags.transcoding` and `rollout.percent`.
    ///
    /// - Throws: a usage error that names the key, for a text that makes no sense.
    init(text: (String) -> String?) throws {
        self.init()
        for flag in ServiceFlag.allCases {
            guard let value = text("flags.\(flag.rawValue)") else { continue }
            guard let isOn = Bool(switchText: value) else {
                throw ValidationError("flags.\(flag.rawValue) must be on or off")
            }
            flags[flag] = isOn
        }
        guard let value = text("rollout.percent") else { return }
        guard let percent = Int(value), (0...100).contains(percent) else {
            throw ValidationError("rollout.percent must be from 0 to 100")
        }
        rolloutPercent = percent
    }
}

extension Bool {
    /// `on`, `true`, `yes`, `1`, or their opposites.
    init?(switchText text: String) {
        switch text.lowercased() {
        case "on", "true", "yes", "1": self = true
        case "off", "false", "no", "0": self = false
        default: return nil
        }
    }
}
