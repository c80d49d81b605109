import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    /// What goes in, what comes out; ffprobe judges it.
    @Suite struct DefectTableTests {
        @Test("what recorders leave comes out whole, in its true length", arguments: DefectCase.whole)
        func whole(_ defect: DefectCase) throws {
            let journey = try Journey(defect.make(), preset: defect.preset)
            try judge(journey, defect)
            #expect(journey.assessment.loss == nil)
        }

        @Test(
            "of what is damaged the rest comes out, and what is lost is stated for each track",
            arguments: DefectCase.damaged)
        func damaged(_ defect: DefectCase) throws {
            let journey = try Journey(defect.make(), preset: defect.preset)
            try judge(journey, defect)
            #expect(journey.assessment.loss?.reasons.isEmpty == false)
            #expect(abs(journey.lost(.video) - defect.lost.video) < 0.15, "picture: \(journey.lost(.video)) s lost")
            #expect(abs(journey.lost(.audio) - defect.lost.audio) < 0.15, "sound: \(journey.lost(.audio)) s lost")
        }

        private func judge(_ journey: Journey, _ defect: DefectCase) throws {
            let judged = try Judge.probe(journey.delivered)
            #expect(abs(judged.seconds - defect.seconds) < 0.06, "\(judged.seconds) s")
            if let frames = defect.frames { #expect(judged.video?.frames ?? 0 == frames) }
            if let code = defect.code { #expect(journey.codes.contains(code), "\(journey.probe.defects)") }
        }

        @Test(
            "gaps and stamps that no recorder leaves are refused at the probe, by one sentence that names them",
            arguments: AbsurdCase.all)
        func absurd(_ absurd: AbsurdCase) throws {
            let sample = try Sample(data: absurd.make())
            let clock = ContinuousClock()
            let start = clock.now
            let error = #expect(throws: FerryError.self) { try sample.probe() }
            #expect(clock.now - start < .seconds(2))
            #expect(error?.code == .mediaNotMedia)
            #expect(error?.message.contains(absurd.reason) == true, "\(error?.message ?? "")")
        }

        @Test("what two joined recordings show and say stays together: the second tone begins with the second picture")
        func staysInSync() throws {
            let loud = Recorded.make(
                "-f webm", "-f lavfi -i color=white:s=160x120:r=15:d=3 -f lavfi -i sine=f=440:d=3 " + Recorded.vp8)
            let quiet = Recorded.make(
                "-f webm", "-f lavfi -i color=black:s=320x240:r=15:d=3 -f lavfi -i anullsrc=d=3 " + Recorded.vp8)
            let journey = try Journey(loud + quiet + loud, preset: .interview)
            let found = try Judge.run(
                "ffmpeg",
                [
                    "-nostdin", "-i", journey.delivered.url.path, "-vf", "blackdetect=d=1:pix_th=0.2", "-af",
                    "silencedetect=n=-50dB:d=1", "-f", "null", "-",
                ])
            let text = String(decoding: found.errors, as: UTF8.self)
            let black = try #require(Self.number(after: "black_start:", text))
            let silence = try #require(Self.number(after: "silence_start: ", text))
            let blackEnd = try #require(Self.number(after: "black_end:", text))
            let silenceEnd = try #require(Self.number(after: "silence_end: ", text))
            #expect(
                abs(black - silence) < 0.1 && abs(blackEnd - silenceEnd) < 0.1,
                "\(black) \(silence) \(blackEnd) \(silenceEnd)")
            #expect(abs(black - 3) < 0.1 && abs(blackEnd - 6) < 0.15)
        }

        private static func number(after word: String, _ text: String) -> Double? {
            text.range(of: word).flatMap { Double(text[$0.upperBound...].prefix { $0.isNumber || $0 == "." }) }
        }

        @Test("packets of a joined recording are copied bit by bit")
        func copies() throws {
            let journey = try Journey(Recorded.webm + Recorded.webm)
            let one = try Sample(data: Recorded.webm)
            let hashes = try Self.hashes(one.file)
            #expect(try Self.hashes(journey.delivered) == hashes + hashes)
        }

        /// The hash of each frame of the picture, without its time.
        private static func hashes(_ file: ScratchFile) throws -> [String] {
            let answer = try Judge.run(
                "ffmpeg",
                [
                    "-nostdin", "-v", "error", "-i", file.url.path, "-map", "0:v", "-f", "framemd5", "-fps_mode",
                    "passthrough", "-",
                ])
            return String(decoding: answer.output, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
                .compactMap { $0.split(separator: ",").last.map(String.init) }
        }
    }
}
