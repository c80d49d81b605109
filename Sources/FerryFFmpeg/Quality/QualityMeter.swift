import CFerryFFmpeg
import CFerryPictures

/// Compares the pictures of one piece with their originals, in the order in which they are shown. A class because it is
/// shared by those who see originals and those who see copies.
final class QualityMeter {
    /// What stands before the first original.
    enum Beginning {
        /// Nothing: the recording begins here, and all of the first picture is a change.
        case ofRecording
        /// A picture that was compared elsewhere: the first picture counts as if it had not changed.
        case ofLaterPiece
    }

    private(set) var tally: QualityTally
    private let beginning: Beginning
    private var weighted: WeightedErrors
    private var room: [UInt32]
    private var before: KeptFrame?
    private var earlier: KeptFrame?

    /// - Parameter picturesPerSecond: How fast pictures follow each other.
    init(width: Int, height: Int, picturesPerSecond: Double, beginning: Beginning) {
        tally = QualityTally(width: width, height: height)
        self.beginning = beginning
        weighted = WeightedErrors(width: width, height: height, picturesPerSecond: picturesPerSecond)
        room = [UInt32](repeating: 0, count: ferry_similarity_room(Int32(width)))
    }

    /// Compares one picture.
    ///
    /// - Parameters:
    ///   - original: What went into the encoder; it is kept until two more have come.
    ///   - copy: What comes out of the decoder; `nil` when nothing does.
    ///   - time: When it is shown, in seconds.
    func compare(_ original: KeptFrame, _ copy: borrowing FrameHandle, at time: Double) {
        guard let first = PicturePlanes(original.pointer), let second = PicturePlanes(copy.pointer), fits(first),
            fits(second)
        else { return leaveOut(original) }
        let errors = weighted.errors(original: first, copy: second, past: past(of: first))
        let similarity = ferry_similarity(
            first.luma.first, first.luma.stride, second.luma.first, second.luma.stride, Int32(tally.width),
            Int32(tally.height), &room)
        tally.add(at: time, errors: errors, similarity: similarity)
        remember(original)
    }

    /// Takes note of an original whose copy never came.
    func leaveOut(_ original: KeptFrame) {
        tally.unpaired += 1
        remember(original)
    }

    private func remember(_ original: KeptFrame) {
        earlier = before ?? (beginning == .ofLaterPiece ? original : nil)
        before = original
    }

    private func past(of first: PicturePlanes) -> WeightedErrors.Past {
        let still = beginning == .ofLaterPiece ? first.luma : nil
        let last = before.flatMap { PicturePlanes($0.pointer)?.luma } ?? still
        let old = earlier.flatMap { PicturePlanes($0.pointer)?.luma } ?? still
        return WeightedErrors.Past(before: last, earlier: old)
    }

    private func fits(_ picture: PicturePlanes) -> Bool {
        picture.luma.width == tally.width && picture.luma.height == tally.height
    }
}

/// A frame that several owners look at; its samples stay while one of them has it.
final class KeptFrame {
    private let frame: FrameHandle
    /// The frame.
    var pointer: UnsafeMutablePointer<AVFrame> { frame.pointer }

    /// Another reference to the samples of a frame; nothing is copied.
    init(_ frame: UnsafeMutablePointer<AVFrame>) throws(FFmpegError) {
        let kept = try FrameHandle()
        try FFmpegError.check(av_frame_ref(kept.pointer, frame), "av_frame_ref")
        self.frame = kept
    }
}
