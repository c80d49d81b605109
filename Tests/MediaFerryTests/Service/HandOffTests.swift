import FerrySessions
import Foundation
import MediaFerry
import Testing

@Suite(.timeLimit(.minutes(2))) struct HandOffTests {
    private static let media = [UInt8]((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    private static let uri = "data:video/webm;base64,\(Data(media).base64EncodedString())"

    @Test("text and media of an answer are handed off, and the media arrives bit for bit")
    func road() async throws {
        try await ServiceHouse.open { house in
            let id = try await house.session()
            let handed = try await house.handOff(
                #"{"questionId":"q1","responseText":"so","durationSeconds":4.5,"videoDataUri":"\#(Self.uri)"}"#, to: id)
            let seen = try await house.service.session(id)
            #expect(seen.answers.map(\.responseText) == ["so"] && seen.totals.answered == 1)
            let result = try await house.result(of: handed.view.submissionId)
            #expect(house.bytes(at: result.videoUrl) == Self.media)
            let session = try await house.service.session(id)
            #expect(session.answers.first?.videoUrl == result.videoUrl && session.answers.first?.state == .delivered)
            #expect(session.totals.delivered == 1 && session.totals.pending == 0 && session.totals.bytesIn == 5000)
        }
    }

    @Test("the same key with the same content is the same hand-off, with other content a conflict")
    func repeats() async throws {
        try await ServiceHouse.open { house in
            let id = try await house.session()
            let json = #"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#
            let first = try await house.handOff(json, to: id, key: "k")
            guard case .accepted = first else { return #expect(Bool(false), "the first is new") }
            let second = try await house.handOff(json, to: id, key: "k")
            guard case .repeated = second else { return #expect(Bool(false), "the second is a repeat") }
            #expect(first.view.submissionId == second.view.submissionId)
            await #expect(throws: FerryError.self) {
                _ = try await house.handOff(#"{"questionId":"q1","responseText":"other"}"#, to: id, key: "k")
            }
            _ = try await house.result(of: first.view.submissionId)
            #expect(try FileManager.default.contentsOfDirectory(atPath: house.objects).count == 1)
            try await house.waitForEmptySpool()
        }
    }

    @Test("held media waits until it is asked for")
    func held() async throws {
        try await ServiceHouse.open { house in
            let id = try await house.session()
            let handed = try await house.handOff(
                #"{"questionId":"q1","uploadImmediately":false,"videoDataUri":"\#(Self.uri)"}"#, to: id)
            let job = try #require(handed.view.jobs.first)
            #expect(job.state == .paused && handed.view.state == .queued)
            _ = try await house.service.ask(.resume, of: .session(id))
            _ = try await house.result(of: handed.view.submissionId)
        }
    }

    @Test("video and sound that come by themselves become one answer, and text that comes before stays")
    func byThemselves() async throws {
        try await ServiceHouse.open { house in
            let id = try await house.session()
            _ = try await house.handOff(#"{"questionId":"q2","responseText":"text first"}"#, to: id)
            let video = try await house.handOff(
                Self.media, .raw(questionId: "q2", .video, mediaType: "video/webm"), to: id)
            let audio = try await house.handOff(
                Array(Self.media.reversed()), .raw(questionId: "q2", .audio, mediaType: "audio/webm"), to: id)
            #expect(video.view.answerId == audio.view.answerId)
            _ = try await (house.result(of: video.view.submissionId), house.result(of: audio.view.submissionId))
            let session = try await house.service.session(id)
            #expect(session.answers.count == 1 && session.answers[0].responseText == "text first")
            #expect(house.bytes(at: session.answers[0].videoUrl) == Self.media)
            #expect(house.bytes(at: session.answers[0].audioUrl) == Self.media.reversed())
            #expect(session.totals.delivered == 2 && session.totals.answered == 1)
        }
    }

    @Test("what was in flight when the process ended goes on at the next start")
    func restart() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "house-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let handed = try await ServiceHouse.open(in: folder, runs: false) { house in
            let id = try await house.session()
            return try await house.handOff(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#, to: id).view
        }
        try await ServiceHouse.open(in: folder) { house in
            let result = try await house.result(of: handed.submissionId)
            #expect(house.bytes(at: result.videoUrl) == Self.media)
        }
    }

    @Test("a second service on the same state is refused by one sentence")
    func second() async throws {
        try await ServiceHouse.open { house in
            await #expect(throws: FerryError.self) {
                try await ServiceHouse.open(in: house.folder) { _ in }
            }
        }
    }

    @Test("with the hand-off switched off the reply comes after the delivery")
    func plainPath() async throws {
        let flags = ServiceFlags([.commandLine: .init(flags: [.progressiveHandOff: false])])
        try await ServiceHouse.open(flags: flags) { house in
            let id = try await house.session()
            let handed = try await house.handOff(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#, to: id)
            #expect(handed.view.state == .delivered)
        }
    }

    @Test("completing names the manifest and what is pending, and takes no further answers")
    func completion() async throws {
        try await ServiceHouse.open { house in
            let id = try await house.session()
            let handed = try await house.handOff(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#, to: id)
            let result = try await house.result(of: handed.view.submissionId)
            let completion = try await house.service.complete(id)
            #expect(completion.manifest.answers.map(\.videoUrl) == [result.videoUrl] && completion.pending.isEmpty)
            #expect(completion.session.state == .completed)
            await #expect(throws: FerryError.self) {
                _ = try await house.handOff(#"{"questionId":"q1","responseText":"late"}"#, to: id)
            }
        }
    }

    @Test("the doctor says whether a service works in the state directory")
    func doctor() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "house-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func check() async -> HealthCheck? {
            await StateCheckup(path: "\(folder)/state").checks().first { $0.name == "service" }
        }
        #expect(await check() == nil)
        try await ServiceHouse.open(in: folder) { _ in
            #expect(await check()?.detail == "a service works here")
        }
        #expect(await check()?.detail == "no service works here now")
        try Data("{}".utf8).write(to: URL(filePath: "\(folder)/state/outbox.log"))
        #expect(await check()?.ok == false)
    }
}
