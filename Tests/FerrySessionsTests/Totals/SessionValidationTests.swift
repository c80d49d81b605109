import FerryCore
import FerrySessions
import FerryTesting
import Testing

@Suite("A session is validated from scratch")
struct SessionValidationTests {
    private let time = Timestamp(microseconds: 1_777_636_800_000_000)

    /// A session of two answers that says of itself what they say.
    private func sound() -> (session: InterviewSession, answers: [Answer]) {
        var session = InterviewSession.sample("s", startedAt: time)
        var answers = [
            HandOff.sample("one", session: "s", createdAt: time).answer,
            HandOff.sample("two", session: "s", question: 1, media: [.video], createdAt: time).answer,
        ]
        answers[0].video?.state = .delivered
        answers[0].video?.location = "file:///a/one.webm"
        answers[0].video?.objectBytes = 1000
        answers[0].video?.sentBytes = 1100
        answers[0].video?.secondsLost = 0.1
        answers[0].video?.verdicts = ["silent", "dark"]
        answers[0].audio?.state = .failed
        session.totals = SessionTotals(of: answers)
        session.manifest = SessionManifest(
            answers: answers.map(SessionManifest.Entry.init), totals: session.totals, assembledAt: time)
        return (session, answers)
    }

    private func fields(_ session: InterviewSession, _ answers: [Answer]) -> [String] {
        SessionValidation(of: session, answers: answers).differences.map(\.field)
    }

    private static let changes: [(String, @Sendable (inout SessionTotals) -> Void)] = [
        ("totals.answered", { $0.answered += 1 }), ("totals.seconds", { $0.seconds += 0.001 }),
        ("totals.seconds", { $0.seconds = .nan }), ("totals.bytesIn", { $0.bytesIn -= 1 }),
        ("totals.bytesOut", { $0.bytesOut += 1 }), ("totals.bytesSent", { $0.bytesSent += 1 }),
        ("totals.pending", { $0.pending += 1 }), ("totals.delivered", { $0.delivered = 0 }),
        ("totals.failed", { $0.failed = 0 }), ("totals.secondsLost", { $0.secondsLost = 0 }),
        ("totals.verdicts.dark", { $0.verdicts["dark"] = nil }),
        ("totals.verdicts.new", { $0.verdicts["new"] = 1 }),
    ]

    @Test("a session that is as its answers say is sound, with answers whose place was taken beside them")
    func soundness() {
        var (session, answers) = sound()
        #expect(SessionValidation(of: session, answers: answers).isSound)
        var old = HandOff.sample("old", session: "s", createdAt: time).answer
        old.supersededBy = answers[0].id
        answers.append(old)
        session.totals.seconds += 1e-9
        #expect(SessionValidation(of: session, answers: answers).isSound)
    }

    @Test(
        "each total that differs is named with both values", arguments: Self.changes)
    func totals(field: String, change: @Sendable (inout SessionTotals) -> Void) throws {
        var (session, answers) = sound()
        change(&session.totals)
        let differences = SessionValidation(of: session, answers: answers).differences
        #expect(differences.map(\.field) == [field])
        let difference = try #require(differences.first)
        #expect(difference.stored != difference.recomputed)
    }

    @Test("answers that cannot be are named: two of one question, one of another session")
    func answers() {
        let (session, answers) = sound()
        var twin = HandOff.sample("twin", session: "s", media: [], createdAt: time).answer
        twin.durationSeconds = nil
        #expect(fields(session, answers + [twin]).contains("answers of one question"))
        var stranger = HandOff.sample("stranger", session: "t", question: 2, media: [], createdAt: time).answer
        stranger.durationSeconds = nil
        #expect(fields(session, answers + [stranger]).contains("answers of other sessions"))
    }

    @Test("a manifest may lack what was delivered since, and must not name what is not so")
    func manifest() {
        var (session, answers) = sound()
        answers[1].video?.location = "file:///a/two.webm"
        #expect(fields(session, answers) == [])
        session.manifest?.answers[0].videoUrl = "file:///a/other.webm"
        #expect(fields(session, answers) == ["manifest.videoUrl of one"])
        session.manifest?.answers[0].videoUrl = nil
        session.manifest?.answers[1].answerId = AnswerID(rawValue: "gone")
        #expect(fields(session, answers) == ["manifest.answers"])
        session.manifest?.answers.removeLast()
        #expect(fields(session, answers) == ["manifest.answers"])
    }

    @Test("totals that are kept by adding and taking away are those made from scratch", arguments: [3, 17, 99])
    func walk(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var (totals, answers) = (SessionTotals(), [Answer]())
        for step in 0..<200 {
            if Bool.random(using: &random) || answers.isEmpty {
                var answer = HandOff.sample("a\(step)", session: "s", question: step, createdAt: time).answer
                answer.durationSeconds = Double.random(in: 0...600, using: &random)
                answer.video?.state = AnswerMedia.State.allCases.randomElement(using: &random) ?? .queued
                answer.audio?.verdicts = ["silent", "dark", "frozen"].filter { _ in Bool.random(using: &random) }
                answer.audio?.secondsLost = Double.random(in: 0...3, using: &random)
                totals.add(answer)
                answers.append(answer)
            } else {
                totals.remove(answers.remove(at: Int.random(in: 0..<answers.count, using: &random)))
            }
            var session = InterviewSession.sample("s", startedAt: time)
            session.totals = totals
            let differences = SessionValidation(of: session, answers: answers).differences
            #expect(differences == [], "seed \(seed), step \(step)")
        }
    }
}
