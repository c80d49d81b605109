import ArgumentParser
import MediaFerry

/// What is done with media beside what the preset asks for.
struct MediaFlags: ParsableArguments {
    @Flag(help: "Bring the sound to -16 LUFS, peaks below -1.5 dBTP.")
    var loudness = false

    @Flag(help: "Take grain off the pictures, lightly.")
    var denoise = false

    @Flag(help: "Write a good picture of each recording: JOBID.poster.jpg.")
    var poster = false

    @Flag(help: "Write small pictures from all over each recording: JOBID.storyboard.jpg and .vtt.")
    var storyboard = false

    @Flag(help: "Write the waveform of each recording: JOBID.waveform.json.")
    var waveform = false

    @Option(help: .init("A directory for those files. Default: that of --receipts.", valueName: "dir"))
    var extras: String?

    /// The options as the library knows them.
    var options: MediaOptions {
        let kinds: [(Bool, MediaExtra.Kind)] = [(poster, .poster), (storyboard, .storyboard), (waveform, .waveform)]
        return MediaOptions(
            loudness: loudness ? LoudnessTarget() : nil, denoises: denoise,
            extras: kinds.filter(\.0).map(\.1))
    }

    /// Says what cannot go together.
    ///
    /// - Parameters:
    ///   - preset: What is made of the sources.
    ///   - receipts: The directory for receipts.
    func check(preset: Preset, receipts: String?) throws {
        let options = options
        if options.changesMedia, preset == .copy || preset == .none {
            let flag = loudness ? "--loudness" : "--denoise"
            throw ValidationError("\(flag) needs an encode, and the preset \(preset.rawValue) makes none")
        }
        if denoise, preset == .voice {
            throw ValidationError("--denoise is for pictures, and the preset voice has none")
        }
        guard !options.extras.isEmpty else {
            guard extras == nil else {
                throw ValidationError("--extras needs --poster, --storyboard or --waveform")
            }
            return
        }
        guard preset != .none else {
            throw ValidationError("the preset none does not look at media: choose another for --poster and the like")
        }
        guard extras != nil || receipts != nil else {
            throw ValidationError("--poster, --storyboard and --waveform need --extras DIR or --receipts DIR")
        }
    }
}
