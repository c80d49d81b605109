import ArgumentParser
import MediaFerry

/// What the adviser may do; the same words for every command that sends.
struct AdviserOptions: ParsableArguments {
    @Option(
        name: .customLong("adviser"),
        help: .init(
            "Adapts what is made of recordings, chunks and retries to what is measured: off, suggest or on.",
            discussion: "suggest changes nothing: it says what would be sooner done, and the last lines how often.",
            valueName: "mode"))
    var mode = AdviserMode(mode: .suggest)

    @Option(
        help: .init(
            "What may take the preset's place with --adviser on, such as copy,small. Default: copy.",
            valueName: "presets"))
    var adviserPresets: AdviserPresets?

    @Option(
        help: .init(
            "Bits a second, such as 400k, below which the adviser never puts pictures. Default: never lowered.",
            valueName: "rate"))
    var minBitrate: ByteQuantity?

    @Option(
        help: .init(
            "Bits a second that pictures never pass with --adviser on. Default: the preset's own.", valueName: "rate"))
    var maxBitrate: ByteQuantity?

    @Option(
        help: .init("Bytes of a chunk at least, with --adviser on and --chunk-size auto.", valueName: "size"))
    var minChunk: ByteQuantity?

    @Option(
        help: .init("Bytes of a chunk at most, with --adviser on and --chunk-size auto.", valueName: "size"))
    var maxChunk: ByteQuantity?

    func validate() throws {
        for (name, least, most) in [("bitrate", minBitrate, maxBitrate), ("chunk", minChunk, maxChunk)] {
            guard (least?.bytes ?? 1) <= (most?.bytes ?? .max) else {
                throw ValidationError("--min-\(name) is above --max-\(name)")
            }
        }
        for (flag, rate) in [("--min-bitrate", minBitrate), ("--max-bitrate", maxBitrate)] {
            guard rate.map({ (Self.leastRate...Self.mostRate).contains($0.bytes) }) ?? true else {
                throw ValidationError("\(flag) must be from 50k to 100M bits a second")
            }
        }
        let isLimited = [minBitrate, maxBitrate, minChunk, maxChunk].contains { $0 != nil } || adviserPresets != nil
        guard mode.mode != .off || !isLimited else {
            throw ValidationError("--adviser off has no limits: leave them out, or choose suggest or on")
        }
    }

    private static let leastRate: Int64 = 50_000
    private static let mostRate: Int64 = 100_000_000

    /// All of it as settings.
    var settings: AdviserSettings {
        AdviserSettings(
            mode: mode.mode, presets: adviserPresets?.presets ?? [.copy], minBitRate: minBitrate.map { Int($0.bytes) },
            maxBitRate: maxBitrate.map { Int($0.bytes) }, minChunkBytes: minChunk?.bytes, maxChunkBytes: maxChunk?.bytes
        )
    }
}

/// A mode of the adviser by its name.
struct AdviserMode: ExpressibleByArgument {
    let mode: AdviserSettings.Mode

    init(mode: AdviserSettings.Mode) { self.mode = mode }

    init?(argument: String) {
        guard let mode = AdviserSettings.Mode(rawValue: argument) else { return nil }
        self.mode = mode
    }

    static var allValueStrings: [String] { AdviserSettings.Mode.allCases.map(\.rawValue) }
    var defaultValueDescription: String { mode.rawValue }
}

/// Presets by their names, with commas between them.
struct AdviserPresets: ExpressibleByArgument {
    let presets: [Preset]

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let known = names.compactMap(Preset.init(rawValue:))
        // The preset voice leaves pictures out: nobody wants that for speed.
        guard known.count == names.count, !known.contains(.voice) else { return nil }
        presets = known
    }
}
