import Foundation

extension Judge {
    /// The decoded sound of a file: samples of all channels side by side, from the file's own second 0 on.
    struct Sound {
        var channels: Int
        var samples: [Float]
        static let rate = 48_000

        var seconds: Double { Double(samples.count / channels) / Double(Self.rate) }

        /// Samples of one channel between two times in seconds.
        func part(_ from: Double, _ to: Double, channel: Int = 0) -> [Float] {
            let first = Int(from * Double(Self.rate))
            let last = min(samples.count / channels, Int(to * Double(Self.rate)))
            return stride(from: first, to: max(first, last), by: 1).map { samples[$0 * channels + channel] }
        }

        /// The amplitude of a sine between two times: √2 times the root of the mean square.
        func amplitude(_ from: Double, _ to: Double, channel: Int = 0) -> Float {
            let part = part(from, to, channel: channel)
            return (2 * part.reduce(0) { $0 + $1 * $1 } / Float(max(1, part.count))).squareRoot()
        }

        /// Cycles a second of a sine between two times, by its upward crossings of 0.
        func frequency(_ from: Double, _ to: Double) -> Double {
            let part = part(from, to)
            let crossings = zip(part, part.dropFirst()).filter { $0 < 0 && $1 >= 0 }.count
            return Double(crossings) / (to - from)
        }

        /// Times at which sound begins after silence of at least 0.2 s.
        var onsets: [Double] {
            var onsets: [Double] = []
            var quietSince = 0
            for index in 0..<samples.count / channels where abs(samples[index * channels]) > 0.1 {
                if onsets.isEmpty || index - quietSince > Self.rate / 5 {
                    onsets.append(Double(index) / Double(Self.rate))
                }
                quietSince = index
            }
            return onsets
        }
    }

    /// Decodes the sound; gaps and a late start become silence.
    static func sound(_ file: ScratchFile) throws -> Sound {
        let channels = try probe(file).audio?.channels ?? 1
        let answer = try run(
            "ffmpeg",
            [
                "-nostdin", "-v", "error", "-i", file.url.path, "-map", "0:a:0", "-af",
                "aresample=\(Sound.rate):async=1:first_pts=0", "-f", "f32le", "-",
            ] + alongside("v", in: file))
        let samples = answer.output.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        return Sound(channels: channels, samples: samples)
    }

    /// Reads another track too: of an MPEG-TS, `ffmpeg` counts times from the first track that it reads.
    private static func alongside(_ kind: String, in file: ScratchFile) throws -> [String] {
        let isThere = try probe(file).streams.contains { $0.codecType.hasPrefix(kind) }
        return isThere ? ["-map", "0:\(kind):0", "-f", "null", "/dev/null"] : []
    }

    /// Times at which the picture turns bright after being dark, from the file's own second 0 on.
    static func flashes(_ file: ScratchFile) throws -> [Double] {
        let answer = try run(
            "ffmpeg",
            [
                "-nostdin", "-v", "error", "-i", file.url.path, "-map", "0:v:0", "-vf",
                "signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-", "-f", "null", "-",
            ] + alongside("a", in: file))
        var flashes: [Double] = []
        var time = 0.0
        var isBright = false
        for line in String(decoding: answer.output, as: UTF8.self).split(separator: "\n") {
            if let found = line.firstMatch(of: /pts_time:([-0-9.e]+)/)?.output.1 { time = Double(found) ?? 0 }
            guard let found = line.firstMatch(of: /YAVG=([0-9.]+)/)?.output.1 else { continue }
            let bright = (Double(found) ?? 0) > 120
            if bright, !isBright { flashes.append(time) }
            isBright = bright
        }
        return flashes
    }
}
