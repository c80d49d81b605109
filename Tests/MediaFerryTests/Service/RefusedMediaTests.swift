import FerrySessions
import Foundation
import MediaFerry
import Testing

@Suite(.timeLimit(.minutes(2))) struct RefusedMediaTests {
    private static let uri = "data:video/webm;base64,\(Data("this is no media at all".utf8).base64EncodedString())"

    @Test("refused media keeps its bytes over a restart, and a retry with another preset delivers it")
    func refusedMedia() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "house-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (id, handed) = try await ServiceHouse.open(in: folder, preset: .interview) { house in
            let id = try await house.session()
            let handed = try await house.handOff(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#, to: id).view
            try await house.wait { try await house.service.submission(handed.submissionId).state == .flagged }
            await #expect(throws: FerryError.self) { _ = try await house.service.result(of: handed.submissionId) }
            return (id, handed)
        }
        try await ServiceHouse.open(in: folder, preset: .interview) { house in
            let session = try await house.service.session(id)
            #expect(session.answers.first?.state == .flagged && session.totals.failed == 1)
            let job = try #require(handed.jobs.first?.jobId)
            _ = try await house.service.ask(.retry, of: .job(job), preset: Preset.none)
            let result = try await house.result(of: handed.submissionId)
            #expect(house.bytes(at: result.videoUrl) == Array("this is no media at all".utf8))
            let after = try await house.service.session(id)
            #expect(after.answers.first?.state == .delivered && after.answers.first?.retryCount == 1)
            #expect(after.totals.failed == 0 && after.totals.delivered == 1)
        }
    }
}
