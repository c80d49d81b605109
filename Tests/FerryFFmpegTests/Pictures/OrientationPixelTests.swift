import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct OrientationPixelTests {
        /// Where a display matrix puts the axes, and ffmpeg's filter that does the same.
        static let turns: [(matrix: [Int32], filter: String)] = [
            ([1, 0, 0, 1], "null"), ([0, 1, -1, 0], "transpose=clock"), ([-1, 0, 0, -1], "hflip,vflip"),
            ([0, -1, 1, 0], "transpose=cclock"), ([-1, 0, 0, 1], "hflip"), ([1, 0, 0, -1], "vflip"),
            ([0, 1, 1, 0], "transpose=cclock_flip"), ([0, -1, -1, 0], "transpose=clock_flip"),
        ]

        @Test("all eight ways to hold a camera come out upright", arguments: turns.indices, ["mp4", "mov"])
        func turnsPixels(_ index: Int, format: String) throws {
            let turn = Self.turns[index]
            let plain = try Media.make(
                "-f lavfi -i testsrc2=s=160x96:r=10:d=0.5 -c:v libx264 -preset ultrafast -f \(format)")
            let source = try Sample(data: DisplayMatrix.set(turn.matrix, in: plain.data))
            let probe = try source.probe()
            let file = try source.encode(Tasks.interview(probe)).assembled()
            #expect(try Likeness.luma(file, plain.file, filter: turn.filter) > 30)
            #expect(DisplayMatrix.get(file) == [1, 0, 0, 1])
        }

        @Test("a remux keeps each of them", arguments: turns.indices)
        func keepsMatrix(_ index: Int) throws {
            let plain = try Media.make(
                "-f lavfi -i testsrc2=s=160x96:r=10:d=0.5 -c:v libx264 -preset ultrafast -f mp4")
            let source = try Sample(data: DisplayMatrix.set(Self.turns[index].matrix, in: plain.data))
            let file = try source.encode(Tasks.copy(source.probe(), into: .mp4)).assembled()
            #expect(DisplayMatrix.get(file) == Self.turns[index].matrix)
        }
    }
}

/// The display matrix of an MP4's first track (ISO/IEC 14496-12, `tkhd`), read and written in the bytes.
enum DisplayMatrix {
    /// Where the matrix stands: behind 48 bytes of a version 0 box with its head.
    private static func place(in data: Data) -> Int? {
        data.range(of: Data("tkhd".utf8)).map { $0.lowerBound + 4 + 40 }
    }

    /// The file with another matrix; the numbers are those at 0, 1, 3 and 4, in whole units.
    static func set(_ numbers: [Int32], in data: Data) -> Data {
        var data = data
        guard let place = place(in: data) else { return data }
        for (number, at) in zip(numbers, [0, 1, 3, 4]) {
            withUnsafeBytes(of: (number << 16).bigEndian) {
                data.replaceSubrange(place + at * 4..<place + at * 4 + 4, with: $0)
            }
        }
        return data
    }

    /// The numbers at 0, 1, 3 and 4.
    static func get(_ file: ScratchFile) -> [Int32] {
        guard let data = try? Data(contentsOf: file.url), let place = place(in: data) else { return [] }
        return [0, 1, 3, 4].map { at in
            data[place + at * 4..<place + at * 4 + 4].reduce(Int32(0)) { $0 << 8 | Int32($1) } >> 16
        }
    }
}

/// How like two videos are.
enum Likeness {
    /// Luma PSNR in dB of a rendition against a reference chain that `ffmpeg` applies to a source, frame by frame.
    static func luma(_ rendition: ScratchFile, _ source: ScratchFile, filter: String) throws -> Double {
        let answer = try Judge.run(
            "ffmpeg",
            [
                "-nostdin", "-i", rendition.url.path, "-i", source.url.path, "-lavfi",
                "[0:v]settb=AVTB,setpts=N[a];[1:v]\(filter),settb=AVTB,setpts=N[b];[a][b]psnr", "-f", "null", "-",
            ])
        let text = String(decoding: answer.errors, as: UTF8.self)
        let value = text.firstMatch(of: /PSNR y:([0-9.]+|inf)/)?.output.1
        return value == "inf" ? 99 : Double(value ?? "0") ?? 0
    }
}
