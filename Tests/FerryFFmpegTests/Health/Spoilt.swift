import FerryCore
import Foundation

@testable import FerryFFmpeg

/// Recordings that are good, and some spoilt on purpose, made by the independent `ffmpeg`.
enum Spoilt {
    static let speaker = Sample.folder.appending(path: "cr_webm_vp8_opus.webm").path
    static let voice = Sample.folder.appending(path: "cr_audio_webm_opus.webm").path
    private static let small = "-c:v libvpx -b:v 500k -deadline realtime -cpu-used 8"

    /// A recording by the verdict it deserves.
    static func recording(_ verdict: HealthVerdict) throws -> Sample {
        switch verdict {
        case .microphoneMuted: try Media.make("-f lavfi -i anullsrc=d=4 -c:a libopus -f webm")
        case .tooQuiet: try Media.make("-i \(voice) -t 5 -af volume=-22dB -c:a libopus -f webm")
        case .clipped: try Media.make("-i \(voice) -t 5 -af volume=15dB,aformat=s16 -c:a libopus -f webm")
        case .cameraBlack:
            try Media.make("-f lavfi -i color=black:s=320x240:r=15:d=4,noise=alls=4:allf=t \(small) -f webm")
        case .cameraFrozen:
            try Media.make(
                "-i \(speaker) -an -vf trim=0:3,fps=10,scale=160:-2,tpad=stop_mode=clone:stop_duration=7 \(small) -f webm"
            )
        case .cameraBlurred: try Media.make("-i \(speaker) -an -t 4 -r 15 -vf gblur=sigma=4 \(small) -f webm")
        case .outOfSync:
            // The stamps of the sound run 8 % ahead of its samples, as where a recorder loses samples.
            try Media.make(
                "-i \(speaker) -c:v copy -af asetpts=PTS*1.08 -c:a pcm_s16le -f matroska")
        case .mediaLost: try Sample("hard/cut_70pct.webm")
        }
    }
}

extension Sample {
    /// Everything the check's decode can tell.
    func watched(_ task: MediaCheckTask = .everything) throws -> MediaCheckResult { try work().check(task) }

    /// The judgement about it as it is.
    func health() throws -> Receipt.Health? {
        let result = try watched()
        let loss = LossAssessment.assess(probe: try probe(), encodeResult: nil).loss
        return HealthAssessment(sound: result.sound, pictures: result.pictures, loss: loss).health
    }
}

extension MediaCheckTask {
    static let everything = MediaCheckTask(
        pictures: .standard, sound: .standard, extras: [.poster, .storyboard, .waveform])
}
