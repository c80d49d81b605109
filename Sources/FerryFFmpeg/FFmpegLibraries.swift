import CFerryFFmpeg
public import FerryCore

/// The FFmpeg libraries that this process runs.
public enum FFmpegLibraries {
    /// Their versions as they run, not as they were compiled against.
    public static var versions: MediaLibraryVersions {
        MediaLibraryVersions(
            libavformat: text(avformat_version()), libavcodec: text(avcodec_version()))
    }

    /// Loads and starts what the work needs, so that nothing has to be opened later: call it before a sandbox is
    /// closed. Safe to call often and from any thread.
    public static func warmUp() {
        _ = started
        for name in ["libx264", "aac", "libopus"] { _ = avcodec_find_encoder_by_name(name) }
        for name in ["buffer", "scale", "pad", "format", "abuffer", "aresample", "aformat"] {
            _ = avfilter_get_by_name(name)
        }
    }

    /// The encoders that presets need and this build of FFmpeg lacks.
    public static var missingEncoders: [String] {
        ["libx264", "aac", "libopus"].filter { avcodec_find_encoder_by_name($0) == nil }
    }

    /// Sets up what is global in FFmpeg, once.
    static let started: Void = ferry_log_install()

    private static func text(_ version: UInt32) -> String {
        "\(version >> 16).\((version >> 8) & 0xff).\(version & 0xff)"
    }
}
