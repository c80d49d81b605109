import Foundation
import Testing

@Suite(
    "Real recordings through the real command", .boundedWidth,
    .enabled(if: MediaJudge.isPossible, "ffprobe and ffmpeg are not there"))
struct MediaTests {
    @Test("each of the project's recordings becomes what its README says", arguments: MediaSample.own)
    func own(_ sample: MediaSample) async throws { try await judge(sample) }

    @Test(
        "each further recording becomes what its README says",
        .enabled(if: !MediaSample.others.isEmpty, "the folder of further recordings is not there"),
        arguments: MediaSample.others)
    func others(_ sample: MediaSample) async throws { try await judge(sample) }

    private func judge(_ sample: MediaSample) async throws {
        let road = try await Road()
        let before = try Hash.hex(file: sample.path)
        let run = try await road.send([sample.path], preset: "interview")
        #expect(try Hash.hex(file: sample.path) == before, "the input was touched")
        #expect(EventRules.faults(in: try run.events()) == [])
        #expect(road.leftovers() == [])
        switch sample.expectation {
        case .transcodes:
            #expect(run.code == 0, "\(run)")
            try await judgeWhole(sample, road, run)
        case .repaired: try await judgeRepaired(sample, road, run)
        case .rejected(let codes): try judgeRefused(sample, codes, road, run)
        case .either:
            if run.code == 1 { try judgeRefused(sample, [], road, run) } else { try await judgeSound(road, run) }
        }
    }

    /// All tracks are there: length, frames, picture.
    private func judgeWhole(_ sample: MediaSample, _ road: Road, _ run: RunResult) async throws {
        let (object, receipt) = try await judgeSound(road, run)
        #expect(receipt["outcome"]?.text == "delivered")
        #expect(receipt["loss"] == .null)
        #expect(receipt["health"] == .null || receipt["health.verdicts"]?.items == [], "\(receipt["health"] ?? .null)")
        let output = try await MediaJudge.decode(object)
        let seconds = try #require(output.seconds)
        if let wanted = sample.seconds { #expect(abs(seconds - wanted) <= 0.2, "\(seconds) s instead of \(wanted) s") }
        #expect((output.track("video") != nil) == (sample.width != nil))
        guard let width = sample.width, let height = sample.height else { return }
        let input = try await MediaJudge.decode(sample.path)
        let video = try #require(receipt["tracks"]?.items.first { $0["kind"]?.text == "video" })
        if Self.isEncoded(receipt) {
            // Frames of an encode are counted decoded; those of a remux as packets, also where an edit list hides some.
            #expect(video["framesOut"]?.integer == output.videoFrames, "\(video)")
        }
        if video["framesIn"] == video["framesOut"] { #expect(output.videoFrames == input.videoFrames, "\(video)") }
        let shown = try #require(output.shownAspect)
        #expect(abs(shown - Double(width) / Double(height)) < 0.02, "shown as \(shown)")
    }

    private static func isEncoded(_ receipt: JSONValue) -> Bool { receipt["plan.decision"]?.text == "encode" }

    /// The object is an orderly file: it decodes from the start and from the middle, its index is in front, and what was
    /// encoded is upright with even sides. Packets that are kept as they are may be damaged, but then that is stated.
    @discardableResult
    private func judgeSound(_ road: Road, _ run: RunResult) async throws -> (path: String, receipt: JSONValue) {
        let object = try #require(try road.receiver.objects().first, "\(run)")
        let receipt = try #require(try run.events().named("job.delivered").first?["receipt"])
        #expect(DocumentTests.missing(DocumentTests.receiptFields, in: receipt) == [])
        #expect(receipt["rendition.sha256"]?.text == object.sha256)
        #expect(receipt["rendition.bytes"]?.integer == object.bytes)
        let output = try await MediaJudge.decode(object.contentPath)
        let whole = try await MediaJudge.complaints(object.contentPath)
        let mayComplain = receipt["loss"] != .null && !Self.isEncoded(receipt)
        #expect(whole.text.isEmpty || mayComplain)
        #expect(whole.frames > 0)
        let middle = try await MediaJudge.complaints(object.contentPath, from: (output.seconds ?? 0) / 2)
        #expect(middle.text.isEmpty || mayComplain)
        #expect(middle.frames > 0 && middle.frames < whole.frames, "seeking")
        if Self.isEncoded(receipt), let width = output.width, let height = output.height {
            #expect(output.rotation == 0)
            #expect(width % 2 == 0 && height % 2 == 0 && max(width, height) <= 1280, "\(width)x\(height)")
        }
        if receipt["rendition.container"]?.text == "mp4" {
            let boxes = try MediaJudge.boxes(object.contentPath)
            let (index, data) = (boxes.firstIndex(of: "moov"), boxes.firstIndex(of: "mdat"))
            #expect(try #require(index) < #require(data), "\(boxes)")
        }
        return (object.contentPath, receipt)
    }

    private func judgeRepaired(_ sample: MediaSample, _ road: Road, _ run: RunResult) async throws {
        guard run.code != 1 else { return try judgeRefused(sample, [], road, run) }
        let (object, receipt) = try await judgeSound(road, run)
        if run.code == 0 {
            // All of it was saved: then it is said what was mended.
            let mended = receipt["plan.reasons"]?.items.filter { $0["verdict"]?.text == "repair" } ?? []
            let codes: Set = ["joined", "truncated", "hole", "timestamps"]
            #expect(mended.contains { codes.contains($0["code"]?.text ?? "") }, "\(receipt)")
        } else {
            #expect(run.code == 3, "\(run)")
            #expect(receipt["outcome"]?.text == "deliveredWithLoss")
            #expect(receipt["loss.reasons"]?.items.isEmpty == false, "\(receipt)")
        }
        if let wanted = sample.seconds {
            let seconds = try #require(try await MediaJudge.decode(object).seconds)
            #expect(abs(seconds - wanted) <= 0.5, "\(seconds) s instead of \(wanted) s")
        }
    }

    private func judgeRefused(_ sample: MediaSample, _ codes: Set<String>, _ road: Road, _ run: RunResult) throws {
        #expect(run.code == 1, "\(run)")
        #expect(try road.receiver.objects().isEmpty)
        #expect(try road.receiver.unfinishedCount() == 0, "nothing is sent of what is refused")
        let code = try #require(try run.events().named("job.refused").first?["error.code"]?.text, "\(run)")
        #expect(codes.isEmpty || codes.contains(code), "\(run)")
        BadInputTests.expectComplaint(run, about: sample.path, code: code)
    }
}
