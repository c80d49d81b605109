import FerryCore
import FerryPipeline
import FerrySessions
import Foundation
import MediaFerry
import Testing

private let day = 86_400.0

@Suite("The hand-off service while the clock of the machine is set")
struct ClockJumpTests {
    private func media(_ number: Int) -> [UInt8] { (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) } }

    private func handOff(_ number: Int, to id: SessionID, of house: ServiceHouse, question: String = "q1") async throws
        -> SubmissionView
    {
        let body =
            #"{"questionId": "\#(question)", "responseText": "words \#(number)", "videoDataUri": "data:video/webm;base64,"#
            + Data(media(number)).base64EncodedString() + #""}"#
        return try await house.handOff(body, to: id, key: "k\(number)").view
    }

    @Test(
        "what is on its way is delivered once, and nothing is stuck or lost",
        arguments: [[day], [-day], [day, -day], [-day, day]])
    func underWay(jumps: [Double]) async throws {
        let clock = SettableClock()
        try await ServiceHouse.open(clock: clock) { house in
            var sessions: [SessionID] = []
            var views: [SubmissionView] = []
            for round in 0...jumps.count {
                // More than may run at once, so that some have a lease and wait, and the loop asks for more after the jump.
                for number in 0..<12 {
                    let id = try await house.session(of: "u\(round)-\(number)")
                    sessions.append(id)
                    views.append(try await handOff(sessions.count, to: id, of: house))
                }
                if round < jumps.count { clock.set(bySeconds: jumps[round]) }
            }
            for view in views { _ = try await house.result(of: view.submissionId) }
            for (number, id) in sessions.enumerated() {
                let session = try await house.service.session(id)
                #expect(house.bytes(at: session.answers.first?.videoUrl) == media(number + 1))
                #expect(session.totals.delivered == 1 && session.totals.pending == 0)
                #expect(session.totals.bytesSent == 20_000, "sent once")
                #expect(try await house.service.validate(id).isSound)
                #expect(session.durationSeconds >= 0)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: house.objects).count == sessions.count)
            #expect(try await house.service.monitoring().loss.lost == 0)
            try await house.waitForEmptySpool()
        }
    }

    @Test("the last answer to a question is the current one, though the clock was set back before it came")
    func youngest() async throws {
        let clock = SettableClock()
        try await ServiceHouse.open(clock: clock) { house in
            let id = try await house.session()
            _ = try await handOff(1, to: id, of: house)
            clock.set(bySeconds: -day)
            let last = try await handOff(2, to: id, of: house)
            _ = try await house.result(of: last.submissionId)
            #expect(try await house.service.session(id).answers.map(\.responseText) == ["words 2"])
        }
    }

    @Test(
        "a session that was begun before can be paused, recovered and completed after the clock was set",
        arguments: [day, -day])
    func sessions(jump: Double) async throws {
        let clock = SettableClock()
        try await ServiceHouse.open(clock: clock) { house in
            let id = try await house.session()
            let token = try await house.service.recoveryToken(for: id)
            _ = try await house.service.move(.pause, id)
            clock.set(bySeconds: jump)
            _ = try await house.service.move(.resume, id)
            if jump < 0 { _ = try await house.service.recover(token.token, user: "u1") }
            let fresh = try await house.service.recoveryToken(for: id)
            #expect(try await house.service.recover(fresh.token, user: "u1").sessionId == id)
            let view = try await handOff(1, to: id, of: house)
            _ = try await house.result(of: view.submissionId)
            let completion = try await house.service.complete(id)
            #expect(completion.pending == [] && completion.assemblySeconds >= 0)
            #expect(completion.session.durationSeconds >= 0)
            #expect(try await house.service.cleanUp(isDryRun: true).sessions == [])
        }
    }

    @Test("milestones of what is played never fall, and are written on, whichever way the clock is set")
    func milestones() async throws {
        let clock = SettableClock()
        try await ServiceHouse.open(clock: clock) { house in
            var milestones: [Int] = []
            for (position, jump) in [(12.0, day), (30, -day), (55, -day), (80, day), (96, 0)] {
                let report = PlaybackReport(
                    item: "i", userId: "u1", currentTimeSeconds: position, totalDurationSeconds: 100,
                    triggerType: .milestone)
                let view = try await house.service.savePlayback(report)
                milestones.append(view.milestone)
                clock.set(bySeconds: jump)
            }
            #expect(milestones == [10, 25, 50, 75, 95])
            #expect(try await house.service.playback(of: "i", by: "u1").milestone == 95)
        }
    }
}
