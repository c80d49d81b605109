import CFerryFFmpeg
public import FerryCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

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
        for name in encoders { _ = avcodec_find_encoder_by_name(name) }
        for name in ["buffer", "scale", "pad", "format", "abuffer", "aresample", "aformat"] {
            _ = avfilter_get_by_name(name)
        }
    }

    /// Lets decoders and filters of this process start threads for no more processors than these, however many there are.
    public static func boundProcessors(to most: Int32) {
        if av_cpu_count() > most { av_cpu_force_count(most) }
    }

    /// The encoders that presets need and this build of FFmpeg lacks.
    public static var missingEncoders: [String] {
        encoders.filter { avcodec_find_encoder_by_name($0) == nil }
    }

    private static let encoders = VideoSettings.Codec.allCases.map(VideoEncoding.encoderName) + ["aac", "libopus"]

    /// Sets up what is global in FFmpeg, once. SVT-AV1 writes past FFmpeg's log to standard error unless its own
    /// variable says otherwise; its errors come back through FFmpeg. A user's choice stays.
    static let started: Void = {
        ferry_log_install()
        setenv("SVT_LOG", "0", 0)
    }()

    private static func text(_ version: UInt32) -> String {
        "\(version >> 16).\((version >> 8) & 0xff).\(version & 0xff)"
    }
}
