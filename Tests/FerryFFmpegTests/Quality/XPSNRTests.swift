import CFerryFFmpeg
import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct XPSNRTests {
        struct Row: Sendable, CustomTestStringConvertible {
            var source: String
            var size: String
            var rate: Double
            var pictures: Int
            var copy: String
            var testDescription: String { "\(size) at \(rate), \(copy)" }
        }

        /// Sizes below and above the ones at which the definition changes, rates below and above 32 pictures a second.
        static let rows = [
            Row(source: "testsrc2", size: "320x240", rate: 15, pictures: 16, copy: "-c:v libx264 -crf 30 -f mp4"),
            Row(source: "mandelbrot", size: "640x480", rate: 30, pictures: 16, copy: "-c:v libvpx -b:v 300k -f webm"),
            Row(source: "testsrc2", size: "854x480", rate: 30, pictures: 12, copy: "-c:v libx264 -crf 38 -f mp4"),
            Row(source: "mandelbrot", size: "426x240", rate: 60, pictures: 24, copy: "-c:v libx264 -crf 34 -f mp4"),
            Row(source: "testsrc2", size: "1280x720", rate: 60, pictures: 6, copy: "-c:v mpeg4 -q:v 9 -f mp4"),
            Row(
                source: "mandelbrot", size: "642x362", rate: 25, pictures: 12,
                copy: "-c:v libsvtav1 -preset 12 -crf 50 -f mp4"),
            Row(source: "testsrc2", size: "2304x1296", rate: 30, pictures: 3, copy: "-c:v libx264 -crf 36 -f mp4"),
            Row(source: "mandelbrot", size: "2304x1296", rate: 50, pictures: 4, copy: "-c:v libx264 -crf 40 -f mp4"),
        ]

        @Test(
            "XPSNR and SSIM are what independent programs find, within 0.05 dB",
            .enabled(if: StrangeFFmpeg.has("xpsnr"), "imageio-ffmpeg with xpsnr cannot be had"), arguments: rows)
        func agrees(_ row: Row) throws {
            let (original, copy) = try Self.pair(row)
            let tally = try Comparison.tally(original, copy, rate: row.rate)
            let found = try #require(tally.quality)
            let judged = try StrangeFFmpeg.xpsnr(original: original.file, copy: copy.file, rate: row.rate)
            let similarity = try StrangeFFmpeg.similarity(original: original.file, copy: copy.file, rate: row.rate)
            #expect(found.pictures == row.pictures && tally.unpaired == 0)
            #expect(abs(found.mean - judged[0]) < 0.05)
            #expect(abs(found.combined - (6 * judged[0] + judged[1] + judged[2]) / 8) < 0.05)
            #expect(abs(found.ssim - similarity) < 0.0005)
            #expect(found.worstSecond <= found.mean + 0.001)
        }

        static func pair(_ row: Row) throws -> (original: Sample, copy: Sample) {
            let input = "-f lavfi -i \(row.source)=s=\(row.size):r=\(row.rate),noise=alls=8:allf=t"
            let original = try Media.make(
                "\(input) -frames:v \(row.pictures) -pix_fmt yuv420p -c:v libx264 -preset ultrafast -qp 12 -f mp4")
            let copy = try Media.make("-i \(original.file.url.path) -fps_mode passthrough \(row.copy)")
            return (original, copy)
        }

        @Test("equal pictures get the best figures there are")
        func equal() throws {
            let sample = try Media.make("-f lavfi -i testsrc2=s=160x120:r=15:d=1 -c:v libx264 -f mp4")
            let quality = try #require(try Comparison.tally(sample, sample, rate: 15).quality)
            #expect(quality.mean == 100 && quality.worstSecond == 100 && quality.combined == 100)
            #expect(abs(quality.ssim - 1) < 1e-6)
        }
    }
}

/// Compares two files picture by picture, as the measuring of an encode does.
enum Comparison {
    static func tally(_ original: Sample, _ copy: Sample, rate: Double) throws -> QualityTally {
        let originals = try pictures(original)
        let copies = try pictures(copy)
        let size = try #require(originals.first.flatMap { PicturePlanes($0.pointer)?.luma })
        let meter = QualityMeter(
            width: size.width, height: size.height, picturesPerSecond: rate, beginning: .ofRecording)
        for (place, (first, second)) in zip(originals, copies).enumerated() {
            let frame = try FrameHandle()
            try FFmpegError.check(av_frame_ref(frame.pointer, second.pointer), "av_frame_ref")
            meter.compare(first, frame, at: Double(place) / rate)
        }
        for first in originals.dropFirst(copies.count) { meter.leaveOut(first) }
        return meter.tally
    }

    private static func pictures(_ sample: Sample) throws -> [KeptFrame] {
        let source = MediaSource(
            fileDescriptor: sample.file.descriptor, layout: sample.layout, limits: MediaLimits(), isCancelled: { false }
        )
        let input = try MediaOpener.open(source)
        guard let stream = input.track(0) else { return [] }
        let decoder = try DecoderHandle(stream: stream, maxPixels: 1 << 24, threads: 1)
        let packet = try PacketHandle()
        var found: [KeptFrame] = []
        while try input.read(packet) {
            _ = try decoder.decode(packet.pointer) { frame in found.append(try KeptFrame(frame.pointer)) }
        }
        _ = try decoder.decode(nil) { frame in found.append(try KeptFrame(frame.pointer)) }
        return found
    }
}
