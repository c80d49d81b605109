import CFerryFFmpeg
import FerryCore

/// What all pieces of a picture track have in common.
struct VideoPiecePlan {
    /// The track's place in the rendition.
    var track: Int
    var settings: VideoSettings
    /// The source's track, for its colours.
    var parameters: AVCodecParameters
    var orientation: Orientation
    /// Frames a second as the container states them; 0 when it does not.
    var statedRate: Double
    /// Whether the container holds the encoder's headers.
    var wantsGlobalHeaders: Bool
    /// Whether the encoder keeps below the highest rate.
    var isCapped: Bool

    /// Where pieces begin.
    let grid = PieceGrid(ticksPerSecond: VideoEncoding.ticksPerSecond)

    /// The plan for a track of a source.
    init(
        track: Int, settings: VideoSettings, stream: UnsafeMutablePointer<AVStream>, wantsGlobalHeaders: Bool,
        isCapped: Bool = false
    ) {
        self.track = track
        self.isCapped = isCapped
        self.settings = settings
        parameters = stream.pointee.codecpar.pointee
        orientation = Orientation(stream: stream)
        let stated = stream.pointee.avg_frame_rate
        statedRate = stated.den > 0 ? av_q2d(stated) : 0
        self.wantsGlobalHeaders = wantsGlobalHeaders
    }

    /// How fast pictures follow each other, as far as is known.
    var picturesPerSecond: Double {
        statedRate > 0 ? min(statedRate, settings.maxFrameRate) : settings.maxFrameRate
    }

    /// An encoder for one piece; all of them have the same headers.
    ///
    /// libx264 164 and SVT-AV1 1.4 give other bytes each time when they keep below a rate with several threads, and always
    /// the same when they do one of the two.
    func openEncoder() throws(FFmpegError) -> EncoderHandle {
        var settings = settings
        if isCapped {
            settings.threads = 1
        } else {
            (settings.maxRate, settings.bufferSize) = (0, 0)
        }
        return try VideoEncoding.open(settings, parameters: parameters, globalHeader: wantsGlobalHeaders)
    }
}
