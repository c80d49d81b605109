import Foundation
import Testing

/// One command with some of the files, and what to say about it.
struct HostileRun {
    let files: [HostileFile]
    let scratch: Scratch
    let number: Int

    private var folder: String { scratch.path("batch\(number)") }

    func judge(_ tally: inout HostileTally) async throws {
        for file in files { try scratch.write("batch\(number)/\(file.name)", file.bytes) }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try await Command.run(
            [
                "send", "--to", "file://\(folder)/out", "--state", "\(folder)/state", "--preset", "interview",
                "--progress", "json",
            ] + files.map { "\(folder)/\($0.name)" })
        #expect([0, 1, 3].contains(run.code), "\(run)")
        BadInputTests.expectNoCrash(run)
        let events = try run.events()
        #expect(EventRules.faults(in: events) == [])
        for file in files { try await judge(file, events, run, &tally) }
    }

    private func judge(
        _ file: HostileFile, _ events: [JSONValue], _ run: RunResult, _ tally: inout HostileTally
    ) async throws {
        let path = "\(folder)/\(file.name)"
        #expect(try [UInt8](Data(contentsOf: URL(filePath: path))) == file.bytes, "the input was touched")
        if let error = events.first(where: { $0["error.input"]?.text == path }) {
            try judgeRefusal(of: file, error, events, run, &tally)
            return
        }
        let receipt = try #require(
            events.named("job.delivered").compactMap { $0["receipt"] }.first { $0["source.name"]?.text == file.name },
            "nothing is said about \(file.name): \(run.errorText)")
        #expect(file.expectation == .orderly, "\(file.name) was delivered")
        if receipt["outcome"]?.text == "delivered" { tally.delivered += 1 } else { tally.withLoss += 1 }
        try await judgeDelivery(of: file, path, receipt)
    }

    private func judgeRefusal(
        of file: HostileFile, _ event: JSONValue, _ events: [JSONValue], _ run: RunResult, _ tally: inout HostileTally
    ) throws {
        tally.refused += 1
        let code = try #require(event["error.code"]?.text)
        #expect(event["event"]?.text == "job.refused", "\(event)")
        #expect(
            code.hasPrefix("media.") || code.hasPrefix("source.") || code.hasPrefix("dataURI."),
            "\(file.name): \(event)")
        #expect(code != "media.workerCrashed", "\(file.name): \(event)")
        BadInputTests.expectComplaint(run, about: "\(folder)/\(file.name)", code: code)
        let seconds = HostileTime.seconds(ofRefusal: event, in: events)
        if seconds > tally.slowest { (tally.slowest, tally.slowestName) = (seconds, file.name) }
    }

    /// Nothing is delivered as whole of which an independent decoder gets more from the source than from the object.
    private func judgeDelivery(of file: HostileFile, _ path: String, _ receipt: JSONValue) async throws {
        let location = try #require(receipt["destination.location"]?.text)
        let object = location.replacing("file://", with: "").removingPercentEncoding ?? location
        #expect(try Hash.hex(file: object) == receipt["rendition.sha256"]?.text)
        guard receipt["outcome"]?.text == "delivered" else {
            #expect(receipt["loss.reasons"]?.items.isEmpty == false, "\(file.name)")
            return
        }
        let (before, after) = (try await MediaJudge.decode(path), try await MediaJudge.decode(object))
        let isSlowed = (receipt["tracks"]?.items ?? []).contains {
            $0["notes"]?.items.contains { $0.text == "frameRate" } == true
        }
        let frames = (before.videoFrames(isSlowed: isSlowed), after.videoFrames ?? 0)
        #expect(frames.1 >= frames.0 - 1, "\(file.name): \(frames.0) frames became \(frames.1)")
        let sound = (before.soundSeconds ?? 0, after.soundSeconds ?? 0)
        #expect(sound.1 >= sound.0 - 0.25, "\(file.name): \(sound.0) s of sound became \(sound.1)")
    }
}

/// Times of events.
enum HostileTime {
    /// Seconds from the beginning of the inspection to the refusal; 0 for what was refused at intake.
    static func seconds(ofRefusal event: JSONValue, in events: [JSONValue]) -> Double {
        guard let job = event["jobId"]?.text, let end = event["time"]?.text.flatMap(seconds),
            let begin = events.first(where: { $0["jobId"]?.text == job && $0["to"]?.text == "inspecting" })?["time"]?
                .text.flatMap(seconds)
        else { return 0 }
        return end - begin
    }

    private static func seconds(_ text: String) -> Double? {
        let parts = text.split(separator: ".")
        guard let whole = parts.first, let date = try? Date("\(whole)Z", strategy: .iso8601) else { return nil }
        let fraction = parts.count > 1 ? Double("0." + parts[1].prefix(while: \.isNumber)) ?? 0 : 0
        return date.timeIntervalSince1970 + fraction
    }
}

extension MediaJudge {
    /// Frames that a rendition must have: all, but of a track whose own times make it faster than 30 a second no more.
    func videoFrames(isSlowed: Bool) -> Int {
        let all = videoFrames ?? 0
        guard isSlowed, let length = track("video")?["duration"]?.text.flatMap(Double.init) ?? seconds else {
            return all
        }
        return min(all, Int(length * 30))
    }

    /// Seconds of sound that come out of the decoder.
    var soundSeconds: Double? {
        guard let track = track("audio"), let packets = track["nb_read_frames"]?.text.flatMap({ Double($0) }) else {
            return nil
        }
        return packets > 0 ? track["duration"]?.text.flatMap(Double.init) ?? seconds : 0
    }
}
