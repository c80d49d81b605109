import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    /// Encodes that are interrupted, taken up again and done by several encoders: 34 s in four pieces of picture.
    @Suite struct PieceEncodeTests {
        /// A moving picture with key frames every 4 s, and a sweep whose every sample is different.
        static let source = Result {
            try Media.make(
                "-f lavfi -i testsrc2=s=96x64:r=10:d=34 -f lavfi -i aevalsrc=0.4*sin(2*PI*(200*t+8*t*t)):s=48000:d=34"
                    + " -c:v libx264 -preset ultrafast -g 40 -c:a pcm_s16le -f matroska")
        }

        private static func task(_ probe: MediaProbe) -> MediaEncodeTask {
            var task = Tasks.interview(probe)
            task.video?.encoding?.threads = 3
            return task
        }

        /// Encodes with a log that is there already.
        private func encode(_ sample: Sample, _ task: MediaEncodeTask, log: ScratchFile) throws -> Rendition {
            let output = try ScratchFile()
            let result = try sample.work().encode(task, into: output.descriptor, log: log.descriptor)
            return Rendition(result: result, file: output)
        }

        private func bytes(_ rendition: Rendition) throws -> Data { try rendition.assembled().contents() }

        @Test("an encode that goes on behind any finished piece gives the same bytes, and makes no piece again")
        func resumes() throws {
            let sample = try Self.source.get()
            let task = try Self.task(sample.probe())
            let log = try ScratchFile()
            let whole = try encode(sample, task, log: log)
            let packets = try log.contents()
            let entries = LogEntries(packets)
            #expect(entries.pieces(of: 0) == [0, 1, 2, 3])
            for cut in entries.borders.dropLast() {
                let torn = try ScratchFile()
                try torn.write(packets[..<(cut + 11)])
                let resumed = try encode(sample, task, log: torn)
                #expect(try bytes(resumed) == bytes(whole), "cut at byte \(cut)")
                #expect(resumed.result.tracks == whole.result.tracks, "cut at byte \(cut)")
                let after = try torn.contents()
                #expect(after.prefix(cut) == packets.prefix(cut))
                let made = LogEntries(after)
                #expect(made.pieces(of: 0).sorted() == [0, 1, 2, 3] && made.pieces(of: 1).sorted() == [0, 1, 2, 3])
            }
        }

        @Test("several encoders make the same bytes as one", arguments: [2, 3, 16])
        func worksInParallel(_ encoders: Int) throws {
            let sample = try Self.source.get()
            var task = try Self.task(sample.probe())
            let alone = try encode(sample, task, log: ScratchFile())
            task.encoders = encoders
            let together = try encode(sample, task, log: ScratchFile())
            #expect(try bytes(together) == bytes(alone))
            #expect(together.result.tracks == alone.result.tracks)
        }

        @Test("pieces above the highest rate are made again below it, and still the same bytes come out each time")
        func keepsRate() throws {
            let sample = try Self.source.get()
            var task = try Self.task(sample.probe())
            task.audio = nil
            let free = try encode(sample, task, log: ScratchFile())
            let rate = Int(free.result.layout.length) * 8 / 34 / 2
            task.video?.encoding?.maxRate = rate
            task.video?.encoding?.bufferSize = rate
            let log = try ScratchFile()
            let capped = try encode(sample, task, log: log)
            #expect(Double(capped.result.layout.length) < 0.85 * Double(free.result.layout.length))
            let written = try log.contents()
            #expect(LogEntries(written).pieces(of: 0).count == 8)
            // Of what is made again only the measures are kept.
            #expect(written.count < Int(free.result.layout.length))
            #expect(try Judge.probe(capped.assembled()).video?.frames == 340)
            #expect(try Judge.complaints(capped.assembled()).isEmpty)
            task.encoders = 3
            #expect(try bytes(encode(sample, task, log: ScratchFile())) == bytes(capped))
            #expect(try bytes(encode(sample, task, log: log)) == bytes(capped))
        }

        @Test("long pauses make no pieces, and an encode goes on behind them with the same bytes")
        func passesPauses() throws {
            let sample = try Media.make(
                "-f lavfi -i testsrc2=s=96x64:r=10:d=4 -vf setpts='PTS+floor(T)*3600/TB' -c:v libx264"
                    + " -preset ultrafast -g 10 -fps_mode passthrough -f matroska")
            let task = try Self.task(sample.probe())
            let log = try ScratchFile()
            let whole = try encode(sample, task, log: log)
            let packets = try log.contents()
            let entries = LogEntries(packets)
            #expect(entries.pieces(of: 0) == [0, 360, 720, 1080])
            #expect(try Judge.probe(whole.assembled()).video?.frames == 40)
            #expect(try whole.check().tracks.map(\.frames) == [40])
            let torn = try ScratchFile()
            try torn.write(packets[..<entries.borders[2]])
            let resumed = try encode(sample, task, log: torn)
            #expect(try bytes(resumed) == bytes(whole))
        }

        @Test("every frame is there once at its time, and key frames are at most ten seconds apart")
        func keepsEveryFrame() throws {
            let sample = try Self.source.get()
            let rendition = try sample.encode(Self.task(sample.probe()))
            let judged = try Judge.probe(rendition.assembled(), frames: true)
            let times = judged.times("video")
            #expect(times.count == 340)
            #expect(zip(times, 0...).allSatisfy { abs($0 - Double($1) / 10) < 0.001 })
            #expect(try Judge.complaints(rendition.assembled()).isEmpty)
            let again = try rendition.reopened().probe()
            #expect((again.mainVideo?.maxKeyFrameGapSeconds ?? 99) <= 10.001)
        }

        @Test(
            "no seam is heard: the error at the borders of pieces is no larger than elsewhere",
            arguments: [
                AudioSettings.Codec.aac, .opus,
            ])
        func hasNoSeam(_ codec: AudioSettings.Codec) throws {
            let sample = try Self.source.get()
            let probe = try sample.probe()
            var task = Tasks.voice(probe, container: codec == .opus ? .webm : .mp4)
            task.audio?.encoding = AudioSettings(codec: codec, bitRate: codec == .opus ? 24_000 : 64_000)
            let rendition = try sample.encode(task)
            let before = try PlainSound(sample.file)
            let after = try PlainSound(rendition.assembled())
            #expect(abs(after.samples.count - before.samples.count) < 1100)
            let frame = codec == .opus ? 2880 : 1024
            let border = Int(PieceGrid(frameSamples: frame, samplesPerSecond: 48_000).length)
            for piece in 1...3 {
                let place = piece * border - frame / 2
                let around = [-24, -20, -16, -12, -8, 8, 12, 16, 20, 24].map { place + $0 * 2400 }
                let usual = around.map { before.error(of: after, around: $0) }.sorted()
                // Errors of single frames differ by a factor of ten; a seam that is heard is a hundred times larger.
                #expect(before.error(of: after, around: place) <= usual[usual.count - 1] * 2, "piece \(piece)")
                let lags = around.map { before.lag(of: after, around: $0) }
                let lag = before.lag(of: after, around: place)
                #expect(lag >= (lags.min() ?? 0) - 1 && lag <= (lags.max() ?? 0) + 1, "piece \(piece)")
            }
        }

        @Test("pieces of another task, of another source or with a changed byte are not used")
        func distrustsLog() throws {
            let sample = try Self.source.get()
            var task = try Self.task(sample.probe())
            let log = try ScratchFile()
            let whole = try bytes(encode(sample, task, log: log))
            let packets = try log.contents()
            let second = LogEntries(packets).borders[1]
            var damaged = packets
            damaged[second + 40] ^= 1
            let torn = try ScratchFile()
            try torn.write(damaged)
            #expect(try bytes(encode(sample, task, log: torn)) == whole)
            task.video?.encoding?.crf = 40
            let other = try bytes(encode(sample, task, log: log))
            #expect(other.count < whole.count)
        }
    }
}

/// The entries of a packet log, as bytes show them.
struct LogEntries {
    /// Where entries end; the first is the end of the head.
    private(set) var borders: [Int] = []
    private var found: [(track: Int, index: Int)] = []

    init(_ bytes: Data) {
        let text = 24
        var place = text + 4 + Int(bytes[text]) + Int(bytes[text + 1]) << 8
        borders = [place]
        while let record = PacketLogRecord(Array(bytes[place..<min(place + PacketLogRecord.headBytes, bytes.count)])) {
            place += PacketLogRecord.headBytes + record.length
            borders.append(place)
            if record.kind == .piece { found.append((record.track, record.index)) }
        }
    }

    /// The pieces of a track in the order in which they were written.
    func pieces(of track: Int) -> [Int] { found.filter { $0.track == track }.map(\.index) }
}

/// A sound as one channel of samples at 48 kHz, decoded by the independent `ffmpeg`.
struct PlainSound {
    let samples: [Float]

    init(_ file: ScratchFile) throws {
        let answer = try Judge.run(
            "ffmpeg",
            ["-nostdin", "-v", "error", "-i", file.url.path, "-vn", "-ac", "1", "-ar", "48000", "-f", "f32le", "-"])
        samples = answer.output.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    /// Energy of the difference over 40 ms around a sample.
    func error(of other: PlainSound, around center: Int) -> Float {
        (center - 960..<center + 960).reduce(0) { sum, place in
            let difference = samples[place] - other.samples[place]
            return sum + difference * difference
        }
    }

    /// By how many samples the other one lags here: where 40 ms of them fit best.
    func lag(of other: PlainSound, around center: Int) -> Int {
        (-40...40).max { first, second in fit(other, center, first) < fit(other, center, second) } ?? 0
    }

    private func fit(_ other: PlainSound, _ center: Int, _ lag: Int) -> Float {
        (center - 960..<center + 960).reduce(0) { $0 + samples[$1] * other.samples[$1 + lag] }
    }
}
