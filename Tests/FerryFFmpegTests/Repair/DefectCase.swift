import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

/// One defect that recorders leave or that storage does, and what must come out.
struct DefectCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// The source.
    let make: @Sendable () -> Data
    /// Seconds of what is delivered, as ffprobe says.
    let seconds: Double
    /// Video frames of it that ffprobe decodes; `nil` where damage makes the number uncertain.
    var frames: Int?
    /// Seconds that must be stated as lost of picture and sound, within 0.15 s.
    var lost: (video: Double, audio: Double) = (0, 0)
    /// A code that the probe or the plan has to name.
    var code: String?
    var preset = Preset.copy

    var testDescription: String { name }

    /// Sources of which everything comes out.
    static let whole: [DefectCase] = [
        .init(
            name: "WebM without duration and index", make: { Recorded.live }, seconds: 6.01, frames: 90,
            code: "duration"),
        .init(
            name: "fragments whose movie header claims 149 hours",
            make: {
                Recorded.fragments.changingBoxes("mvhd") { $0.put(536_400_000, bytes: 4, at: 16) }
            }, seconds: 6.04, frames: 90, code: "duration"),
        .init(
            name: "a fragment whose last sample lasts 38 hours",
            make: {
                Recorded.fragments.changingBoxes("trun") { run in
                    if run.number(bytes: 4, at: 0) & 0x100 != 0 { run.put(0x7FFF_FFFF, bytes: 4, at: run.count - 8) }
                }
            }, seconds: 6.04, frames: 90),
        .init(
            name: "track headers in the wrong time scale, 30 times too short",
            make: {
                Recorded.mp4.changingBoxes("mdhd") { $0.put($0.number(bytes: 4, at: 16) / 30, bytes: 4, at: 16) }
            }, seconds: 6.01, frames: 90, code: "duration"),
        .init(
            name: "WebM that begins at 24,549 s",
            make: {
                Recorded.make("-output_ts_offset 24549 -f webm", Self.input + Recorded.vp8)
            }, seconds: 6.01, frames: 90),
        .init(
            name: "fragments that begin at 24,549 s",
            make: {
                Recorded.make(
                    "-output_ts_offset 24549 -movflags frag_keyframe+empty_moov+default_base_moof -f mp4",
                    Self.input + Recorded.h264)
            }, seconds: 6.04, frames: 90),
        .init(
            name: "sound that begins 24 s late",
            make: {
                Recorded.make(
                    "-f webm",
                    "-f lavfi -i testsrc2=s=64x48:r=10:d=30 -itsoffset 24 -f lavfi -i sine=d=6 " + Recorded.vp8)
            }, seconds: 30, frames: 300),
        .init(
            name: "sound that ends early",
            make: {
                Recorded.make("-f webm", "-f lavfi -i testsrc2=s=64x48:r=10:d=10 -f lavfi -i sine=d=4 " + Recorded.vp8)
            }, seconds: 10, frames: 100),
        .init(
            name: "a declared picture without a frame", make: { Self.voiding(1) }, seconds: 6.01, frames: 0,
            code: "emptyTrack"),
        .init(
            name: "stamps that stand twice",
            make: {
                var blocks = Blocks(Recorded.webm)
                for pair in zip(blocks.simple(track: 1), blocks.simple(track: 1).dropFirst())
                where blocks.time(pair.1) > 500 && blocks.time(pair.1) < 700 {
                    blocks.setTime(blocks.time(pair.0), pair.1)
                }
                return blocks.data
            }, seconds: 6.01, frames: 90),
        .init(
            name: "stamps that go back by 0.4 s",
            make: {
                var blocks = Blocks(Recorded.webm)
                for (number, block) in blocks.simple(track: 1).enumerated() where number % 10 == 9 {
                    blocks.setTime(max(0, blocks.time(block) - 400), block)
                }
                return blocks.data
            }, seconds: 6.01, frames: 90, code: "timestamps"),
        .init(
            name: "a pause of five minutes in WebM", make: { Recorded.pausing(seconds: 300, Recorded.vp8, "-f webm") },
            seconds: 306.02, frames: 90),
        .init(
            name: "a pause of an hour in WebM", make: { Recorded.pausing(seconds: 3600, Recorded.vp8, "-f webm") },
            seconds: 3606.02, frames: 90),
        .init(
            name: "a pause of an hour in MP4", make: { Recorded.pausing(seconds: 3600, Recorded.h264, "-f mp4") },
            seconds: 3606.01, frames: 90),
        .init(
            name: "two recordings in one WebM", make: { Recorded.webm + Recorded.webm }, seconds: 12.03, frames: 180,
            code: "joined"),
        .init(
            name: "three recordings of two sizes in one WebM",
            make: { Recorded.other + Recorded.webm + Recorded.other }, seconds: 14.05, frames: 210, code: "joined"),
        .init(
            name: "half a second and six seconds in one WebM", make: { Recorded.short + Recorded.webm }, seconds: 6.56,
            frames: 98, code: "joined"),
        .init(
            name: "two recordings in one MP4", make: { Recorded.mp4 + Recorded.mp4 }, seconds: 12.04, frames: 180,
            code: "joined"),
        .init(
            name: "two fragmented recordings in one MP4", make: { Recorded.fragments + Recorded.fragments },
            seconds: 12.07, frames: 180, code: "joined"),
        .init(
            name: "WebM whose last pieces stand first",
            make: { Recorded.webm.dropFirst(60_000) + Recorded.webm.prefix(60_000) }, seconds: 6.01, frames: 90,
            code: "joined"),
        .init(
            name: "MP4 whose last fragments stand first", make: { Self.rotated }, seconds: 6.04, frames: 90,
            code: "joined"),
    ]

    /// Sources of which a part is lost.
    static let damaged: [DefectCase] = [
        .init(
            name: "WebM cut at 60 %", make: { Recorded.webm.cut(at: 0.6) }, seconds: 3.54, frames: 53,
            lost: (2.47, 2.47), code: "truncated"),
        .init(
            name: "MP4 cut at 60 %", make: { Recorded.mp4.cut(at: 0.6) }, seconds: 3.6, lost: (2.45, 2.45),
            code: "truncated"),
        .init(
            name: "WebM with zeros in the middle", make: { Recorded.webm.overwritten(by: Data(count: 6000)) },
            seconds: 6.01, lost: (1.07, 1.1), code: "hole"),
        .init(
            name: "WebM with noise in the middle", make: { Recorded.webm.overwritten(by: .noise(6000, seed: 1)) },
            seconds: 6.01, lost: (1.07, 1.1), code: "hole"),
        .init(
            name: "WebM that lacks bytes in the middle", make: { Recorded.webm.lacking(6000) }, seconds: 6.01,
            lost: (1.07, 1.1), code: "hole"),
        .init(
            name: "MP4 with zeros in the middle", make: { Recorded.mp4.overwritten(by: Data(count: 6000)) }, seconds: 6,
            lost: (0.27, 0.19)),
        .init(
            name: "fragments with a header of zeros", make: { Self.withoutFragment }, seconds: 6.04, frames: 60,
            lost: (2, 2), code: "hole"),
        .init(
            name: "fragments that lack bytes in the middle", make: { Recorded.fragments.lacking(6000) }, seconds: 6.04,
            lost: (0.94, 0.53), code: "hole"),
        .init(
            name: "a second recording in another codec", make: { Recorded.webm + Recorded.vp9 }, seconds: 10.03,
            frames: 90, lost: (4, 0), code: "joined"),
        .init(
            name: "noise before the header", make: { .noise(5000, seed: 5) + Recorded.webm }, seconds: 6.01, frames: 90,
            lost: (0.17, 0.17), code: "joined"),
    ]

    static let input = "-f lavfi -i testsrc2=s=160x120:r=15:d=6 -f lavfi -i sine=d=6 "

    private static func voiding(_ track: UInt8) -> Data {
        var blocks = Blocks(Recorded.webm)
        for block in blocks.simple(track: track) { blocks.void(block) }
        return blocks.data
    }

    /// Where the second fragment begins.
    private static var secondFragment: Int {
        let data = Recorded.fragments
        guard let first = data.range(of: Data("moof".utf8)),
            let second = data.range(of: Data("moof".utf8), in: first.upperBound..<data.endIndex)
        else { return 0 }
        return second.lowerBound - 4
    }

    private static var rotated: Data {
        Recorded.fragments.dropFirst(secondFragment) + Recorded.fragments.prefix(secondFragment)
    }

    private static var withoutFragment: Data {
        let start = secondFragment
        return Recorded.fragments.prefix(start) + Data(count: 200) + Recorded.fragments.dropFirst(start + 200)
    }
}

/// Times that no recorder leaves.
struct AbsurdCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// What the refusal has to say.
    let reason: String
    let make: @Sendable () -> Data

    var testDescription: String { name }

    static let all: [AbsurdCase] = [
        .init(name: "a gap of three hours in WebM", reason: "a gap of 3 hours") {
            Recorded.pausing(seconds: 10_800, Recorded.vp8, "-f webm")
        },
        .init(name: "a gap of ten hours in MP4", reason: "a gap of 10 hours") {
            Recorded.pausing(seconds: 36_000, Recorded.h264, "-f mp4")
        },
        .init(name: "a cluster at 2^62", reason: "more than 142 years") {
            Blocks(Recorded.webm).live(time: 1 << 62, ofCluster: 1)
        },
        .init(name: "the first cluster at 2^62", reason: "more than 142 years") {
            Blocks(Recorded.webm).live(time: 1 << 62, ofCluster: 0)
        },
        .init(name: "a fragment that begins two years late", reason: "a gap of") {
            Recorded.fragments.changingBoxes("tfdt", only: 4) { $0.put(1_000_000_000_000, bytes: 8, at: 4) }
        },
        .init(name: "fragments whose every sample lasts 38 hours", reason: "a gap of") {
            Recorded.fragments.changingBoxes("tfhd") { $0.put(0x7FFF_FFFF, bytes: 4, at: 8) }
        },
    ]
}
