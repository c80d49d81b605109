import ArgumentParser
import MediaFerry

/// Whether renditions take the places of their recordings.
struct ReplacingOptions: ParsableArguments {
    @Flag(
        help: .init(
            "Put renditions into the places of local files, in place of --to.",
            discussion:
                "Only where a rendition is smaller by --tolerance, whole and proven on the disk; mode, times and owner stay. Another kind of file gets its own extension. Links and files with several names are left alone."
        ))
    var replace = false

    @Flag(help: "With --replace: take renditions with stated loss of media too.")
    var replaceDespiteLoss = false

    /// Says what cannot go together.
    func check(to: String?, preset: Preset, source: String) throws {
        guard replace else {
            guard !replaceDespiteLoss else { throw ValidationError("--replace-despite-loss needs --replace") }
            return
        }
        guard to == nil else { throw ValidationError("--replace and --to exclude each other") }
        guard preset != .none else {
            throw ValidationError("--replace needs a preset that makes renditions: the preset none makes none")
        }
        guard !source.hasPrefix("s3://"), !source.hasPrefix("gs://") else {
            throw ValidationError("--replace is for files of this machine")
        }
    }

    /// The rule; `nil` where nothing is replaced.
    func rule(leastSaving: Double) -> ReplacingCarrier.Rule? {
        replace ? ReplacingCarrier.Rule(leastSaving: leastSaving, takesLoss: replaceDespiteLoss) : nil
    }
}

/// How the source is read.
struct BatchSourceOptions: ParsableArguments {
    @Option(help: .init("How a manifest is written: csv, jsonl or list. Default: found out.", valueName: "format"))
    var manifest: ManifestFormat?

    @Option(
        help: .init(
            "The URL of the storage that s3:// and gs:// recordings are read from. Default: that of --endpoint.",
            valueName: "url"))
    var sourceEndpoint: String?
}
