import Foundation
import Testing

@Suite(
    "Health, loudness and extras through the real command", .boundedWidth,
    .enabled(if: MediaJudge.isPossible, "ffprobe and ffmpeg are not there"))
struct HealthTests {
    private static let speaker = "\(BuiltProducts.package)/Samples/media/cr_webm_vp8_opus.webm"

    @Test("a muted microphone is said in the receipt and in the line for people")
    func tellsMuted() async throws {
        let road = try await Road()
        let path = road.scratch.path("muted.webm")
        try await MediaJudge.make(
            ["-i", Self.speaker, "-t", "2", "-c:v", "copy", "-af", "volume=0", "-c:a", "libopus", path])
        let run = try await road.send([path], preset: "interview", progress: "plain")
        let job = try #require(run.fields.first?[1])
        let receipt = try road.receipt(job)
        #expect(run.code == 0 && run.errorText.contains("; the microphone was muted"), "\(run)")
        #expect(receipt["health.verdicts"]?.items.map(\.text) == ["microphoneMuted"])
        #expect(receipt["health.silenceRatio"]?.number == 1 && receipt["health.loudnessLUFS"] == .null)
        #expect(receipt["health.thresholds.mutedRatio"]?.number == 0.95)
    }

    @Test("loudness and extras are made by the confined worker and stand in the receipt")
    func makesExtras() async throws {
        let road = try await Road()
        let folder = road.scratch.path("extras")
        let flags = ["--loudness", "--denoise", "--poster", "--storyboard", "--waveform", "--extras", folder]
        let run = try await road.send([Self.speaker], preset: "interview", flags)
        let receipt = try #require(try run.events().named("job.delivered").first?["receipt"], "\(run)")
        #expect(run.code == 0 && receipt["health.verdicts"]?.items == [])
        let extras = try #require(receipt["extras"]?.items)
        #expect(extras.compactMap { $0["kind"]?.text } == ["poster", "storyboard", "storyboardMap", "waveform"])
        for extra in extras {
            let path = try "\(folder)/\(#require(extra["file"]?.text))"
            #expect(try Hash.hex(file: path) == extra["sha256"]?.text)
        }
        #expect(Folder.names(folder).count == extras.count)
        let poster = try await MediaJudge.decode("\(folder)/\(extras[0]["file"]?.text ?? "")")
        #expect(poster.width == 640 && poster.height == 480 && poster.track("video")?["codec_name"]?.text == "mjpeg")
        let object = try #require(try road.receiver.objects().first)
        let loudness = try #require(try await MediaJudge.loudness(object.contentPath))
        #expect(abs(loudness + 16) < 0.5, "\(loudness) LUFS")
        let codes = receipt["plan.reasons"]?.items.filter { $0["verdict"]?.text == "convert" }.map { $0["code"]?.text }
        #expect(codes?.contains("loudness") == true && codes?.contains("denoise") == true)
    }
}

extension MediaJudge {
    /// Makes media with the independent `ffmpeg`.
    static func make(_ arguments: [String]) async throws {
        let run = try await ffmpeg(["-v", "error", "-y"] + arguments)
        guard run.code == 0 else { throw SystemFailure("ffmpeg: \(run.errorText)", EINVAL) }
    }

    /// Integrated loudness in LUFS by ffmpeg's `ebur128`.
    static func loudness(_ path: String) async throws -> Double? {
        let said = try await ffmpeg(["-i", path, "-map", "0:a:0", "-af", "ebur128", "-f", "null", "-"]).errorText
        let numbers = said.components(separatedBy: "I:").dropFirst().map { rest in
            String(rest.drop { $0 == " " }.prefix { !$0.isWhitespace })
        }
        return numbers.last.flatMap(Double.init)
    }

    private static func ffmpeg(_ arguments: [String]) async throws -> RunResult {
        guard let program = BuiltProducts.program("ffmpeg") else { throw SystemFailure("ffmpeg", ENOENT) }
        let process = try ChildProcess(
            program, ["-nostdin", "-hide_banner"] + arguments, environment: Command.environment)
        return RunResult(try await process.ended("the end of ffmpeg"))
    }
}
