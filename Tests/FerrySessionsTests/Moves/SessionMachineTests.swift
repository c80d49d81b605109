import FerryCore
import Testing

@testable import FerrySessions

@Suite struct SessionMachineTests {
    private static let start = Timestamp(microseconds: 1_700_000_000_000_000)

    private static func session(_ state: SessionState, questions: Int = 2) -> InterviewSession {
        var session = InterviewSession(
            id: SessionID(rawValue: "s"), userID: "u", kind: "k",
            questions: (0..<questions).map { Question(questionId: "q\($0)", text: "?") }, startedAt: start,
            expiresAt: start.advanced(bySeconds: 1000))
        session.state = state
        if state == .paused { session.pausedAt = start.advanced(bySeconds: 5) }
        return session
    }

    private static func change(_ state: SessionState, answers: [Answer] = [], at seconds: Double = 10) -> SessionChange
    {
        SessionChange(session: session(state), answers: answers, now: start.advanced(bySeconds: seconds))
    }

    /// Every move from every state, by hand: `nil` is illegal.
    static let table: [(SessionState, SessionMove, SessionState?)] = [
        (.active, .next, .active), (.active, .pause, .paused), (.active, .resume, nil),
        (.active, .complete, .completed), (.active, .reset, .active), (.active, .abandon, .abandoned),
        (.paused, .next, nil), (.paused, .pause, nil), (.paused, .resume, .active),
        (.paused, .complete, .completed), (.paused, .reset, .active), (.paused, .abandon, .abandoned),
        (.completed, .next, nil), (.completed, .pause, nil), (.completed, .resume, nil),
        (.completed, .complete, nil), (.completed, .reset, nil), (.completed, .abandon, nil),
        (.abandoned, .next, nil), (.abandoned, .pause, nil), (.abandoned, .resume, nil),
        (.abandoned, .complete, nil), (.abandoned, .reset, nil), (.abandoned, .abandon, nil),
    ]

    @Test("legal moves lead where the table says and are in the trail, others change nothing", arguments: table)
    func moves(_ row: (from: SessionState, move: SessionMove, to: SessionState?)) throws {
        var change = Self.change(row.from)
        guard let to = row.to else {
            let before = change.session
            #expect(throws: FerryError.self) { try change.move(row.move) }
            #expect(change.session == before && change.entries.isEmpty)
            return
        }
        try change.move(row.move)
        #expect(change.session.state == to)
        #expect(change.entries.count == 1 && change.entries[0].from == row.from && change.entries[0].to == to)
    }

    @Test("the table has every pair once")
    func tableIsWhole() {
        #expect(Self.table.count == SessionState.allCases.count * SessionMove.allCases.count)
        #expect(Set(Self.table.map { "\($0.0) \($0.1)" }).count == Self.table.count)
    }

    @Test("next stops behind the last question")
    func next() throws {
        var change = Self.change(.active)
        try change.move(.next)
        try change.move(.next)
        #expect(change.session.questionIndex == 2)
        #expect(throws: FerryError.self) { try change.move(.next) }
    }

    @Test("pauses are no part of the duration")
    func pauses() throws {
        var change = Self.change(.paused)
        #expect(change.session.durationSeconds(at: Self.start.advanced(bySeconds: 100)) == 5)
        try change.move(.resume)
        #expect(change.session.pausedSeconds == 5)
        #expect(change.session.durationSeconds(at: Self.start.advanced(bySeconds: 30)) == 25)
    }

    @Test("a reset sets answers aside and begins the totals anew")
    func reset() throws {
        let answer = Answer(
            id: AnswerID(rawValue: "a"), sessionID: SessionID(rawValue: "s"), questionId: "q0", questionIndex: 0,
            createdAt: Self.start)
        var change = Self.change(.active, answers: [answer])
        change.session.totals = SessionTotals(of: [answer])
        change.session.questionIndex = 1
        try change.move(.reset)
        #expect(change.session.totals == SessionTotals() && change.session.questionIndex == 0)
        #expect(change.answers[0].supersededBy == answer.id && change.session.resets == 1)
    }

    @Test("complete names each answer and the jobs that are not at an end")
    func manifest() throws {
        var answer = Answer(
            id: AnswerID(rawValue: "a"), sessionID: SessionID(rawValue: "s"), questionId: "q0", questionIndex: 0,
            createdAt: Self.start)
        answer.video = AnswerMedia(
            kind: .video, jobId: JobID(rawValue: "j"), bytes: 7, sha256: "00", isHeld: false)
        var change = Self.change(.active, answers: [answer])
        try change.move(.complete)
        let manifest = try #require(change.session.manifest)
        #expect(
            manifest.answers.map(\.answerId) == [answer.id] && manifest.answers[0].pendingJobs.map(\.rawValue) == ["j"])
        #expect(change.session.endedAt == change.now && change.session.questionIndex == 2)
    }
}
