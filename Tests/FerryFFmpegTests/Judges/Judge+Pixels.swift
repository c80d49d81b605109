import Foundation

extension Judge {
    /// One decoded picture as a player shows it: red, green, blue, a byte each, rows from the top.
    struct Picture {
        var width: Int
        var height: Int
        var bytes: [UInt8]

        /// The colour at a place.
        subscript(x: Int, y: Int) -> Colour {
            let at = (y * width + x) * 3
            return Colour(Int(bytes[at]), Int(bytes[at + 1]), Int(bytes[at + 2]))
        }

        /// The colours in the middle of so many upright stripes.
        func stripes(_ count: Int) -> [Colour] {
            (0..<count).map { self[(2 * $0 + 1) * width / (2 * count), height / 2] }
        }
    }

    /// Red, green and blue from 0 to 255.
    struct Colour: Equatable, CustomStringConvertible {
        var red: Int, green: Int, blue: Int
        init(_ red: Int, _ green: Int, _ blue: Int) { (self.red, self.green, self.blue) = (red, green, blue) }
        init(hex: String) {
            let value = Int(hex, radix: 16) ?? 0
            self.init(value >> 16, value >> 8 & 255, value & 255)
        }
        var description: String { "(\(red) \(green) \(blue))" }
        /// The largest difference of the three.
        func distance(to other: Colour) -> Int {
            max(abs(red - other.red), abs(green - other.green), abs(blue - other.blue))
        }
    }

    /// The frame at a time, with the matrix and the range that the file states; where it states no matrix, as browsers
    /// guess: BT.601 below 720 lines.
    static func picture(_ file: ScratchFile, at seconds: Double = 0) throws -> Picture {
        let track = try probe(file).video
        let (width, height) = (track?.width ?? 0, track?.height ?? 0)
        let stated = track?.colorSpace ?? "unknown"
        let matrix = stated == "unknown" ? (height < 720 ? "smpte170m" : "bt709") : stated
        let range = track?.colorRange == "pc" ? "pc" : "tv"
        let filter = "scale=in_color_matrix=\(matrix):in_range=\(range):flags=accurate_rnd+full_chroma_int,format=rgb24"
        let answer = try run(
            "ffmpeg",
            [
                "-nostdin", "-v", "error", "-i", file.url.path, "-vf", "select=gte(t\\,\(seconds - 0.001)),\(filter)",
                "-frames:v", "1", "-f", "rawvideo", "-",
            ])
        let wanted = width * height * 3
        guard answer.output.count == wanted, wanted > 0 else {
            throw Media.MediaFailure(text: "\(answer.output.count) bytes of \(width)x\(height)")
        }
        return Picture(width: width, height: height, bytes: [UInt8](answer.output))
    }
}
