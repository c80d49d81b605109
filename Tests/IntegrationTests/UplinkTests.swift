import Foundation
import Testing

/// Plans for time by the real command with real recordings: the uplink decides, and the receipt says why.
@Suite("Plans for an uplink", .boundedWidth) struct UplinkTests {
    /// A browser's recording of 5 s with 2 Mbit/s: VP8 and Opus without duration and index.
    private static let answer = BuiltProducts.package + "/Samples/answers/cr_webm_default.datauri"

    private func receipt(_ run: RunResult) throws -> JSONValue {
        #expect(run.code == 0, "\(run)")
        #expect(EventRules.faults(in: try run.events()) == [])
        return try #require(try run.events().named("job.delivered").first?["receipt"])
    }

    private func reason(_ receipt: JSONValue) -> JSONValue? {
        receipt["plan.reasons"]?.items.first { $0["code"]?.text == "uplink" }
    }

    @Test(
        "a slow uplink gets an encode, a fast one the packets as they are",
        arguments: [("20k", "encode", "convert", 20_000.0), ("800Mbit", "remux", "keep", 100_000_000)])
    func given(uplink: String, decision: String, verdict: String, rate: Double) async throws {
        let road = try await Road()
        let receipt = try receipt(try await road.send([Self.answer], preset: "interview", ["--uplink", uplink]))
        #expect(receipt["plan.decision"]?.text == decision)
        let why = try #require(reason(receipt))
        #expect(why["verdict"]?.text == verdict && Double(why["value"]?.text ?? "") == rate)
        let edge = try #require(Double(why["limit"]?.text ?? ""))
        #expect((edge > rate) == (decision == "encode"))
        let seconds = try #require(receipt["plan.predictedSeconds"])
        let (encode, check) = (try #require(seconds["encode"]?.number), try #require(seconds["check"]?.number))
        let send = try #require(seconds["send"]?.number)
        #expect(encode > 0 && check > 0 && seconds["total"]?.number == encode + check + send)
        let bytes = try #require(receipt["plan.predictedBytes"]?.number)
        #expect(abs(send - bytes / rate) < 0.001)
        // What came of it stands under the same names.
        for stage in ["encode", "check", "send"] { #expect((receipt["stages.\(stage).seconds"]?.number ?? -1) > 0) }
        #expect(receipt["rendition.mediaType"]?.text == (decision == "encode" ? "video/mp4" : "video/webm"))
        let object = try #require(try road.receiver.objects().first)
        #expect(object.sha256 == receipt["rendition.sha256"]?.text)
        #expect(road.leftovers() == ["control/speeds.json"])
    }

    @Test("a goal of size keeps to the preset over any uplink")
    func size() async throws {
        let road = try await Road()
        let run = try await road.send([Self.answer], preset: "interview", ["--uplink", "100M", "--goal", "size"])
        let receipt = try receipt(run)
        #expect(receipt["plan.decision"]?.text == "encode" && reason(receipt) == nil)
        #expect(receipt["plan.predictedSeconds.send"]?.number ?? 9 < 1)
        #expect(road.leftovers() == [])
    }

    @Test("a measured uplink is unknown at first, and decides from then on, in later runs too")
    func measured() async throws {
        let road = try await Road()
        let options = ["--uplink", "auto"]
        let first = try receipt(try await road.send([Self.answer], preset: "interview", options))
        #expect(first["plan.decision"]?.text == "encode" && reason(first) == nil)
        #expect(first["plan.predictedSeconds.send"] == .null)
        let other = BuiltProducts.package + "/Samples/media/cr_webm_vp9_opus.webm"
        let second = try receipt(try await road.send([other], preset: "interview", options))
        let why = try #require(reason(second))
        let rate = try #require(Double(why["value"]?.text ?? ""))
        #expect(rate > 100_000, "this machine's own network")
        #expect(second["plan.decision"]?.text == "remux" && why["verdict"]?.text == "keep")
    }
}
