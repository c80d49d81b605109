import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct SubtitleTests {
        struct Case: CustomTestStringConvertible, Sendable {
            /// The encoder of text and the container of the source.
            var make: String
            var preset: Preset
            /// The codec of text in the rendition.
            var codec: String
            var testDescription: String { "\(make), \(preset.rawValue)" }
        }

        private static let avc = "-c:v libx264 -preset ultrafast -qp 2 -c:a pcm_s16le"
        private static let vp8 = "-c:v libvpx -deadline realtime -c:a libopus"
        static let cases = [
            Case(make: "\(avc) -c:s subrip -f matroska", preset: .interview, codec: "mov_text"),
            Case(make: "\(avc) -c:s ass -f matroska", preset: .interview, codec: "mov_text"),
            Case(make: "\(vp8) -c:s webvtt -f webm", preset: .interview, codec: "mov_text"),
            Case(make: "\(vp8) -c:s webvtt -f webm", preset: .copy, codec: "webvtt"),
            Case(make: "\(avc) -c:s ass -f matroska", preset: .copy, codec: "subrip"),
            Case(
                make: "-c:v libx264 -preset ultrafast -c:a aac -c:s mov_text -f mp4", preset: .copy, codec: "mov_text"),
        ]

        private static let text = """
            1
            00:00:00,400 --> 00:00:01,200
            Tell me about yourself

            2
            00:00:02,100 --> 00:00:02,900
            Zwei Zeilen,
            mit Umlauten: äöü

            """

        private func source(_ make: String, offset: String = "") throws -> Sample {
            let script = try ScratchFile()
            try script.write(Data(Self.text.utf8))
            return try Media.make(
                "-f lavfi -i testsrc2=s=96x64:r=10:d=3 -f lavfi -i sine=d=3 -f srt -i \(script.url.path) -map 0 -map 1 -map 2 -metadata:s:s language=ger \(make) \(offset)"
            )
        }

        /// The text of a file as SubRip, by ffmpeg.
        private func script(_ file: ScratchFile) throws -> String {
            let answer = try Judge.run(
                "ffmpeg",
                ["-nostdin", "-v", "error", "-i", file.url.path, "-map", "0:s:0", "-c:s", "text", "-f", "srt", "-"])
            return String(decoding: answer.output, as: UTF8.self)
        }

        /// Begin and end of each cue.
        private func milliseconds(_ script: String) -> [Int] {
            script.matches(of: /00:00:(\d\d),(\d\d\d)/).map { (Int($0.1) ?? 0) * 1000 + (Int($0.2) ?? 0) }
        }

        @Test("text is kept in the codec of the container, at its time and in its language", arguments: cases)
        func keepsText(_ it: Case) throws {
            let source = try source(it.make)
            let probe = try source.probe()
            let (_, planned) = try MediaPlanner.plan(probe: probe, preset: it.preset)
            let task = try #require(planned)
            let rendition = try source.encode(task)
            let file = try rendition.assembled()
            let judged = try #require(try Judge.probe(file).streams.first { $0.codecType == "subtitle" })
            #expect(judged.codecName == it.codec)
            let script = try script(file)
            for line in ["Tell me about yourself", "Zwei Zeilen,", "mit Umlauten: äöü"] {
                #expect(script.contains(line))
            }
            let (before, after) = (try milliseconds(self.script(source.file)), milliseconds(script))
            #expect(after.count == 4 && abs(after[0] - 400) < 40)
            for (before, after) in zip(before, after) { #expect(abs(after - before) < 20, "\(before) \(after)") }
            let language = try Judge.run(
                "ffprobe", ["-v", "error", "-show_streams", "-select_streams", "s", file.url.path])
            #expect(String(decoding: language.output, as: UTF8.self).contains("language=ger"))
            #expect(rendition.track(.subtitle)?.framesOut == 2)
            let check = try rendition.check()
            #expect(check.tracks.first { $0.kind == .subtitle }?.frames == 2)
            let verdict = RenditionCheck.verdict(
                task: task, encodeResult: rendition.result, check: check, probe: probe,
                rules: RenditionRules(maxEncodedShare: 100))
            #expect(verdict == .sound)
        }

        @Test("text follows picture and sound that start late")
        func followsOrigin() throws {
            let source = try source("\(Self.avc) -c:s subrip -f matroska", offset: "-output_ts_offset 3600")
            let (_, planned) = try MediaPlanner.plan(probe: source.probe(), preset: .interview)
            let file = try source.encode(#require(planned)).assembled()
            #expect(
                try milliseconds(script(file)).dropFirst(2).map { abs($0 - 2100) < 20 || abs($0 - 2900) < 20 } == [
                    true, true,
                ])
        }
    }
}
