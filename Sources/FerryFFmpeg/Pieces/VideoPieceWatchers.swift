import CFerryFFmpeg
import FerryCore

/// Makes those who see the pictures of each piece of a track.
struct VideoPieceWatchers {
    var plan: VideoPiecePlan
    /// Whether pictures are compared with what the encoder made of them.
    var measuresQuality: Bool

    /// The watchers of one piece.
    func watchers(
        of piece: Int, encoder: UnsafeMutablePointer<AVCodecContext>
    ) throws(FFmpegError) -> [any PictureWatcher] {
        guard measuresQuality else { return [] }
        return [try QualityWatcher(encoder: encoder, plan: plan, isFirst: piece == 0)]
    }
}
