import Foundation
import Testing

@Suite("Disguised input with a preset that inspects", .boundedWidth) struct DisguiseTests {
    @Test("what is not media is refused by name; the good files of the same command are delivered")
    func mixed() async throws {
        let road = try await Road()
        let hard = BuiltProducts.package + "/Samples/media/hard"
        let noise = try road.scratch.noise("noise.webm", bytes: 50_000, seed: 1)
        let zero = try road.scratch.write("zero.webm", [])
        let good = BuiltProducts.sample("cr_webm_vp8_opus.datauri")
        let bad = [
            noise: ["media.notMedia"], zero: ["source.empty"], "\(hard)/html.webm": ["media.notMedia"],
            "\(hard)/hls_sibling.webm": ["media.forbiddenFormat", "media.notMedia"],
            "\(hard)/ffconcat_sibling.mp4": ["media.forbiddenFormat", "media.notMedia"],
            "\(hard)/moov_missing.mp4": ["media.noIndex"],
        ]
        let run = try await road.send(Array(bad.keys) + [good], preset: "interview", progress: "plain")
        #expect(run.code == 1)
        #expect(run.complaints.count == bad.count, "\(run)")
        for (path, codes) in bad {
            let line = try #require(run.complaints.first { $0.hasPrefix("mediaferry: \(path): ") }, "\(run)")
            #expect(codes.contains { line.hasSuffix(" [\($0)]") }, "\(line)")
        }
        #expect(run.fields.filter { $0[0] == "refused" }.count == bad.count)
        #expect(try road.receiver.objects().count == 1)
        #expect(try road.receiver.unfinishedCount() == 0)
        #expect(road.leftovers() == [])
    }

    @Test(
        "a playlist never carries the file beside it to the destination, whatever the preset",
        arguments: ["interview", "voice", "copy"])
    func sibling(_ preset: String) async throws {
        let road = try await Road()
        let hard = BuiltProducts.package + "/Samples/media/hard"
        for name in ["hls_sibling.webm", "ffconcat_sibling.mp4", "sibling_secret.ts"] {
            try FileManager.default.copyItem(atPath: "\(hard)/\(name)", toPath: road.scratch.path(name))
        }
        let paths = ["hls_sibling.webm", "ffconcat_sibling.mp4"].map(road.scratch.path)
        let run = try await road.send(paths, preset: preset, progress: "quiet")
        #expect(run.code == 1)
        #expect(run.complaints.count == 2, "\(run)")
        #expect(try road.receiver.objects().isEmpty)
    }

    @Test("without the media worker a preset that needs it says so, and none still works")
    func noWorker() async throws {
        let road = try await Road()
        let source = BuiltProducts.sample("cr_webm_vp8_opus.datauri")
        let run = try await road.send([source], preset: "interview", ["--media-worker", road.scratch.path("absent")])
        #expect(run.code == 1, "\(run)")
        #expect(run.complaints.count == 1)
        #expect(try road.receiver.objects().isEmpty)
        #expect(try await road.send([source]).code == 0)
    }
}
