import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct ExtraTests {
        private func bytes(_ result: MediaCheckResult, _ kind: MediaExtra.Kind) throws -> Data {
            let extra = try #require(result.extras.first { $0.kind == kind })
            return try #require(Data(base64Encoded: extra.base64))
        }

        private func judged(_ data: Data) throws -> Judge.Track {
            try #require(try Judge.probe(try Sample(data: data).file).video)
        }

        @Test(
            "the poster is a JPEG of the upright picture",
            arguments: [("cr_webm_vp8_opus.webm", 640, 480), ("hard/phone_rot90.mp4", 360, 640)])
        func makesPoster(_ name: String, width: Int, height: Int) throws {
            let poster = try judged(bytes(try Sample(name).watched(), .poster))
            #expect(poster.codecName == "mjpeg" && poster.width == width && poster.height == height)
            #expect(poster.pixFmt == "yuvj420p")
        }

        @Test("the poster is not taken from black")
        func avoidsBlack() throws {
            let sample = try Media.make(
                "-i \(Spoilt.speaker) -an -t 4 -vf fps=10,scale=320:-2,drawbox=c=black:t=fill:enable='lt(t,3)' -c:v libvpx -deadline realtime -f webm"
            )
            let poster = try Sample(data: bytes(try sample.watched(), .poster))
            #expect(try !Judge.meters(poster.file, pictures: "blackframe=amount=50").contains("pblack"))
        }

        @Test("the storyboard's tiles show what the recording shows at their times")
        func makesStoryboard() throws {
            // Each two seconds have their own grey.
            let sample = try Media.make(
                "-f lavfi -i color=black:s=320x180:r=10:d=10,geq=lum='40+40*floor(T/2)':cb=128:cr=128 -c:v libx264 -preset ultrafast -f mp4"
            )
            let result = try sample.watched()
            let sheet = try judged(bytes(result, .storyboard))
            let map = try #require(result.extras.first { $0.kind == .storyboard }?.storyboard)
            #expect(map.tileWidth == 160 && map.tileHeight == 90 && map.columns == map.times.count)
            #expect(sheet.width == 160 * map.columns && sheet.height == 90)
            #expect((4...5).contains(map.times.count) && map.times.first == 0 && abs(map.endSeconds - 10) < 0.2)
            let picture = try Sample(data: bytes(result, .storyboard))
            for (index, time) in map.times.enumerated() {
                let said = try Judge.meters(
                    picture.file,
                    pictures: "crop=150:80:\(index * 160 + 5):5,signalstats,metadata=print:key=lavfi.signalstats.YAVG")
                let full = try #require(Judge.numbers(after: "YAVG=", in: said).first)
                let expected = (40 + 40 * (time / 2).rounded(.down) - 16) * 255 / 219
                #expect(abs(full - expected) < 6, "tile \(index) at \(time)")
            }
        }

        @Test("a long recording has no more than a hundred tiles, evenly spread")
        func boundsStoryboard() throws {
            let sample = try Media.make(
                "-f lavfi -i testsrc2=s=64x48:r=1:d=420 -c:v libx264 -preset ultrafast -f mp4")
            let map = try #require(try sample.watched().extras.first { $0.kind == .storyboard }?.storyboard)
            let steps = zip(map.times.dropFirst(), map.times).map { $0 - $1 }
            #expect((50...100).contains(map.times.count))
            #expect((steps.max() ?? 9) - (steps.min() ?? 0) <= 1.01)
        }

        @Test("the waveform is audiowaveform's document with the sound's own peaks")
        func makesWaveform() throws {
            struct Document: Decodable {
                var version, channels, sampleRate, samplesPerPixel, bits, length: Int
                var data: [Int]
            }
            let sample = try Media.make(
                "-f lavfi -i sine=d=4:r=48000,volume='if(lt(t,2),2,0)':eval=frame -ac 2 -c:a pcm_s16le -f wav")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let document = try decoder.decode(Document.self, from: bytes(try sample.watched(), .waveform))
            #expect(document.version == 2 && document.channels == 1 && document.bits == 8)
            #expect(document.sampleRate == 48_000 && document.samplesPerPixel == 960)
            #expect(document.length == 200 && document.data.count == 400)
            #expect(document.data[20] == -23 && document.data[21] == 22)
            #expect(document.data.suffix(100).allSatisfy { abs($0) <= 1 })
        }
    }
}
