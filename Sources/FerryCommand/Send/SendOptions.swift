import ArgumentParser
import MediaFerry

/// A preset by its name.
struct PresetName: ExpressibleByArgument {
    let preset: Preset

    init(_ preset: Preset) { self.preset = preset }

    init?(argument: String) {
        guard let preset = Preset(rawValue: argument) else { return nil }
        self.preset = preset
    }

    static var allValueStrings: [String] { Preset.allCases.map(\.rawValue) }
    var defaultValueDescription: String { preset.rawValue }
}

/// Where a command keeps its state and how its requests are limited; the same words for every command that sends.
struct TransferOptions: ParsableArguments {
    @Option(
        help: .init(
            "The destination, such as tus+https://HOST/PATH or s3://BUCKET/PREFIX, or @FILE that holds it. Default: $MEDIAFERRY_DESTINATION.",
            valueName: "url"))
    var to: String?

    @Option(help: .init("The state directory. Default: $XDG_STATE_HOME/mediaferry.", valueName: "dir"))
    var state: String?

    @OptionGroup var access: AccessOptions

    @Option(help: .init("Seconds for name lookup, connection and TLS.", valueName: "s"))
    var connectTimeout = Seconds(30)

    @Option(help: .init("Seconds to wait for the first byte of a reply.", valueName: "s"))
    var firstByteTimeout = Seconds(60)

    @Option(help: .init("Bytes a second below which a body counts as stalled.", valueName: "rate"))
    var stallRate = ByteQuantity(bytes: 1024)

    @Option(help: .init("Seconds the average must stay below --stall-rate.", valueName: "s"))
    var stallTime = Seconds(30)

    @Option(help: .init("Failures in a row of one file, without a byte moving, before it is given up.", valueName: "n"))
    var retries = 6

    func validate() throws {
        guard retries >= 0 else { throw ValidationError("--retries must be 0 or more") }
    }

    /// The time limits of requests.
    var limits: TransferLimits {
        TransferLimits(
            connectTimeout: connectTimeout.value, firstByteTimeout: firstByteTimeout.value,
            stallRate: stallRate.bytes, stallTime: stallTime.value)
    }

    /// The destination: the flag, else the environment; `@FILE` is read.
    func destination(_ environment: Environment) throws -> String {
        guard let text = try Self.destination(to, environment) else {
            throw ValidationError("no destination: name one with --to or in MEDIAFERRY_DESTINATION")
        }
        return text
    }

    /// The destination that a flag names, else the environment; `nil` where neither does.
    static func destination(_ to: String?, _ environment: Environment) throws -> String? {
        guard let text = to ?? environment.value("MEDIAFERRY_DESTINATION") else { return nil }
        guard text.hasPrefix("@") else {
            guard to == nil || !text.contains("?") else {
                throw ValidationError(
                    "--to must not hold a query, which may be a signature: put the URL into MEDIAFERRY_DESTINATION or "
                        + "a file and name it with --to @FILE")
            }
            return text
        }
        guard let line = try? TextFile.firstLine(String(text.dropFirst())) else {
            throw ValidationError("the destination's file \(text.dropFirst()) cannot be read")
        }
        return line
    }
}
