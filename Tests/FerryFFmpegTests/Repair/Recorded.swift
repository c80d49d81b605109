import Foundation

@testable import FerryFFmpeg

/// Small recordings as `ffmpeg` makes them, once for all tests; damage is done to their bytes.
enum Recorded {
    /// 6 s of VP8 and Opus in WebM, three clusters of two seconds.
    static let webm = make("-f webm", picture + sound + vp8)
    /// The same as a browser writes it: no duration, no index, clusters of unknown size.
    static let live = make("-live 1 -f webm", picture + sound + vp8)
    /// 4 s of other pictures of another size.
    static let other = make(
        "-f webm", "-f lavfi -i testsrc=s=320x180:r=15:d=4 -f lavfi -i sine=f=880:d=4 " + vp8)
    /// Half a second.
    static let short = make(
        "-f webm", "-f lavfi -i testsrc2=s=160x120:r=15:d=0.5 -f lavfi -i sine=d=0.5 " + vp8)
    /// 4 s in VP9.
    static let vp9 = make(
        "-f webm",
        "-f lavfi -i testsrc=s=160x120:r=15:d=4 -f lavfi -i sine=f=880:d=4 -c:v libvpx-vp9 -deadline realtime -c:a libopus"
    )
    /// 6 s of H.264 and AAC in MP4, index in front.
    static let mp4 = make("-movflags +faststart -f mp4", picture + sound + h264)
    /// The same in three fragments.
    static let fragments = make(
        "-movflags frag_keyframe+empty_moov+default_base_moof -f mp4", picture + sound + h264)

    private static let picture = "-f lavfi -i testsrc2=s=160x120:r=15:d=6 "
    private static let sound = "-f lavfi -i sine=d=6 "
    static let vp8 = "-c:v libvpx -b:v 200k -deadline realtime -g 30 -c:a libopus -b:a 24k"
    static let h264 = "-c:v libx264 -preset ultrafast -g 30 -c:a aac -b:a 32k"

    /// Picture and sound of six seconds that pause for so long in the middle.
    static func pausing(seconds: Int, _ codecs: String, _ format: String) -> Data {
        let cut = "PTS+gte(T\\,3)*\(seconds)/TB"
        return make(
            format, picture + sound + "-vf setpts=\(cut) -af asetpts=\(cut) -fps_mode passthrough " + codecs)
    }

    /// What `ffmpeg` writes for these words; nothing when it cannot.
    static func make(_ format: String, _ words: String) -> Data {
        guard let file = try? ScratchFile() else { return Data() }
        let arguments =
            ["-nostdin", "-v", "error", "-y"] + (words + " " + format).split(separator: " ").map(String.init)
        _ = try? Judge.run("ffmpeg", arguments + [file.url.path])
        return (try? Data(contentsOf: file.url)) ?? Data()
    }
}

/// Damage done to bytes.
extension Data {
    /// The first part of it.
    func cut(at share: Double) -> Data { prefix(Int(Double(count) * share)) }

    /// With these bytes put over those in the middle.
    func overwritten(by bytes: Data, at share: Double = 0.5) -> Data {
        let start = Int(Double(count) * share)
        return prefix(start) + bytes + dropFirst(start + bytes.count)
    }

    /// Without some bytes in the middle.
    func lacking(_ bytes: Int, at share: Double = 0.5) -> Data {
        let start = Int(Double(count) * share)
        return prefix(start) + dropFirst(start + bytes)
    }

    /// Bytes of a fixed seed.
    static func noise(_ count: Int, seed: UInt64) -> Data {
        var state = seed
        return Data(
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            })
    }

    /// The bytes with each box of that name changed, whose data begin behind its eight bytes.
    func changingBoxes(_ name: String, only wanted: Int? = nil, _ change: (inout Data) -> Void) -> Data {
        var data = Data(self)
        var place = data.startIndex
        var number = 0
        while let found = data.range(of: Data(name.utf8), in: place..<data.endIndex) {
            let size = data[(found.lowerBound - 4)..<found.lowerBound].reduce(0) { $0 << 8 | Int($1) }
            place = found.upperBound
            guard size >= 8, found.lowerBound - 4 + size <= data.endIndex else { continue }
            if wanted == nil || wanted == number {
                var inside = Data(data[found.upperBound..<(found.lowerBound - 4 + size)])
                change(&inside)
                data.replaceSubrange(found.upperBound..<(found.lowerBound - 4 + size), with: inside)
            }
            number += 1
        }
        return data
    }

    /// Writes a number, most significant byte first.
    mutating func put(_ number: UInt64, bytes: Int, at place: Int) {
        for index in 0..<bytes {
            self[startIndex + place + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * (bytes - 1 - index)))
        }
    }

    /// Reads a number.
    func number(bytes: Int, at place: Int) -> UInt64 {
        self[(startIndex + place)..<(startIndex + place + bytes)].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
