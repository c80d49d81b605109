import FerryTesting
import Foundation
import Testing

/// Pieces of one recording as a browser gave them each half second, handed in as a list.
@Suite(
    "Pieces of one recording", .boundedWidth, .enabled(if: MediaJudge.isPossible, "ffprobe and ffmpeg are not there"))
struct JoinTests {
    private static let sizes = [6344, 8593, 30_989, 19_653, 25_530, 32_269, 22_763, 10_173, 22_833, 30_338, 24_242]

    private static var whole: String { BuiltProducts.package + "/Samples/media/cr_timeslice_webm.webm" }

    /// Writes the pieces, every other as a data URI, and names them in an order of a seed.
    private func pieces(_ road: Road, seed: UInt64, without missing: Int? = nil) throws -> [String] {
        var rest = try [UInt8](Data(contentsOf: URL(filePath: Self.whole)))[...]
        var paths: [String] = []
        for (number, size) in Self.sizes.enumerated() {
            let bytes = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            guard number != missing else { continue }
            let text = "data:video/webm;codecs=vp8,opus;base64," + Data(bytes).base64EncodedString()
            paths.append(try road.scratch.write("slice\(number)", number % 2 == 0 ? bytes : Array(text.utf8)))
        }
        var random = SeededRandom(seed: seed)
        return paths.shuffled(using: &random)
    }

    @Test("shuffled and doubled pieces become the one recording", arguments: [UInt64(1), 2])
    func shuffled(seed: UInt64) async throws {
        let road = try await Road()
        let paths = try pieces(road, seed: seed)
        let run = try await road.send(paths + [paths[3]], ["--join"])
        #expect(run.code == 0, "\(run)")
        let object = try #require(try road.receiver.objects().first)
        #expect(object.sha256 == (try Hash.hex(file: Self.whole)))
        let receipt = try #require(try run.events().named("job.delivered").first?["receipt"])
        #expect(receipt["source.name"]?.text == "slice0")
        #expect(receipt["loss"] == .null)
        #expect(road.leftovers() == [])
    }

    @Test("a missing piece is stated as loss, and the rest plays", arguments: ["interview", "none"])
    func missing(preset: String) async throws {
        let road = try await Road()
        let run = try await road.send(try pieces(road, seed: 5, without: 6), preset: preset, ["--join"])
        #expect(run.code == 3, "\(run)")
        let receipt = try #require(try run.events().named("job.delivered").first?["receipt"])
        #expect(receipt["outcome"]?.text == "deliveredWithLoss")
        #expect(receipt["loss.reasons"]?.items.contains(.string("hole")) == true)
        let lost = try #require(receipt["loss.seconds"]?.number)
        #expect(lost > 0.3 && lost < 0.8, "\(lost)")
        let object = try #require(try road.receiver.objects().first)
        let output = try await MediaJudge.decode(object.contentPath)
        #expect((output.videoFrames ?? 0) > 90)
    }

    @Test("without the first piece the recording is refused, by one sentence")
    func headerless() async throws {
        let road = try await Road()
        let run = try await road.send(
            try pieces(road, seed: 7, without: 0), preset: "interview", progress: "plain", ["--join"])
        #expect(run.code == 1, "\(run)")
        #expect(run.complaints.count == 1)
        #expect(run.complaints.first?.hasSuffix("[media.noHeader]") == true, "\(run)")
        #expect(run.complaints.first?.contains("its first piece is missing") == true)
        #expect(try road.receiver.objects().isEmpty)
        #expect(road.leftovers() == [])
    }
}
