import FerryCore
import FerrySessions
import Foundation
import MediaFerry
import Testing

@Suite(.timeLimit(.minutes(2))) struct BackPressureTests {
    private static let media = [UInt8]((0..<900).map { UInt8($0 & 255) })
    private static let uri = "data:video/webm;base64,\(Data(media).base64EncodedString())"

    @Test("while too many jobs wait, media is turned away and nothing of it is kept; text and repeats are not")
    func pending() async throws {
        var settings = ServiceSettings()
        settings.maxPendingJobs = 2
        settings.retryAfterSeconds = 7
        try await ServiceHouse.open(settings: settings, runs: false) { house in
            let id = try await house.session()
            let both = #"{"questionId":"q1","videoDataUri":"\#(Self.uri)","audioDataUri":"\#(Self.uri)"}"#
            let first = try await house.handOff(both, to: id, key: "k")
            let more = #"{"questionId":"q2","videoDataUri":"\#(Self.uri)"}"#
            for (framing, body) in [
                (AnswerFraming.json, Array(more.utf8)),
                (.raw(questionId: "q2", .video, mediaType: "video/webm"), Self.media),
            ] {
                let error = await #expect(throws: FerryError.self) {
                    _ = try await house.handOff(body, framing, to: id)
                }
                #expect(error?.code == .serviceBusy && error?.retryAfterSeconds == 7)
            }
            let error = await #expect(throws: FerryError.self) { _ = try await house.handOff(more, to: id, key: "new") }
            #expect(error?.code == .serviceBusy)
            _ = try await house.handOff(#"{"questionId":"q3","responseText":"so"}"#, to: id)
            guard case .repeated(let view) = try await house.handOff(both, to: id, key: "k") else {
                throw CancellationError()
            }
            #expect(view.submissionId == first.view.submissionId)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(house.folder)/state/spool").count == 2)
        }
    }

    @Test("once jobs have ended media is taken again")
    func drained() async throws {
        var settings = ServiceSettings()
        settings.maxPendingJobs = 1
        try await ServiceHouse.open(settings: settings) { house in
            let id = try await house.session()
            for question in 1...3 {
                let json = #"{"questionId":"q\#(question)","videoDataUri":"\#(Self.uri)"}"#
                try await house.wait {
                    do { _ = try await house.handOff(json, to: id) } catch let error as FerryError {
                        guard error.code == .serviceBusy else { throw error }
                        return false
                    }
                    return true
                }
            }
            try await house.wait { try await house.service.session(id).totals.delivered == 3 }
        }
    }
}
