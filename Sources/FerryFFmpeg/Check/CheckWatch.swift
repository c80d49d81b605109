import CFerryFFmpeg
import FerryCore

/// Watches the first picture track and the first sound track of a rendition while it is decoded for its check.
///
/// This is where health, posters, storyboards and waveforms come from: no media is decoded for them alone. The check
/// sees the whole recording in one go, whatever way it was encoded in.
final class CheckWatch {
    private let task: MediaCheckTask
    private var pictures: PictureWatch?
    private var poster: PosterPick?
    private var sheet: StoryboardSheet?
    private var sound: SoundWatch?

    init(_ task: MediaCheckTask) { self.task = task }

    /// Whether frames of a new track are wanted; tells how its pictures must be turned.
    func wants(_ kind: MediaTrack.Kind, orientation: Orientation) throws(FFmpegError) -> Bool {
        switch kind {
        case .video: try wantsPictures(orientation)
        case .audio: try wantsSound()
        case .subtitle, .other: false
        }
    }

    private func wantsPictures(_ orientation: Orientation) throws(FFmpegError) -> Bool {
        let wanted = task.pictures != nil || task.extras.contains { $0 != .waveform }
        guard wanted, pictures == nil else { return false }
        pictures = try PictureWatch(thresholds: task.pictures ?? .standard)
        if task.extras.contains(.poster) { poster = try PosterPick(orientation: orientation) }
        if task.extras.contains(.storyboard) {
            sheet = try StoryboardSheet(orientation: orientation, expectedSeconds: task.expectedSeconds)
        }
        return true
    }

    private func wantsSound() throws(FFmpegError) -> Bool {
        guard task.sound != nil || task.extras.contains(.waveform), sound == nil else { return false }
        sound = try SoundWatch(thresholds: task.sound, wantsWaveform: task.extras.contains(.waveform))
        return true
    }

    /// Takes a decoded frame, which stays as it is.
    func take(_ frame: borrowing FrameHandle, kind: MediaTrack.Kind, at seconds: Double?) {
        if kind == .audio { sound?.take(frame, at: seconds) }
        guard kind == .video, let seconds, let look = pictures?.take(frame, at: seconds) else { return }
        // An extra that cannot be made is left out; the check goes on.
        do {
            try poster?.take(frame, look, blackShare: (task.pictures ?? .standard).blackShare)
            try sheet?.take(frame, at: seconds)
        } catch {
            poster = nil
            sheet = nil
        }
    }

    /// Writes what was seen and heard into the result.
    ///
    /// - Parameter end: The end of the longest track, to which the last picture is shown.
    func finish(into result: inout MediaCheckResult, end: Double) {
        sound?.finish()
        result.sound = sound?.tally
        if task.pictures != nil { result.pictures = pictures?.tally(end: end) }
        result.extras = extras(end: end)
    }

    private func extras(end: Double) -> [MediaExtra] {
        let made: [MediaExtra?] = [
            try? poster?.finish(), try? sheet?.finish(end: end),
            (sound?.waveform).map { MediaExtra(.waveform, bytes: Array($0.document.utf8)) },
        ]
        return made.compactMap { $0 }
    }
}
