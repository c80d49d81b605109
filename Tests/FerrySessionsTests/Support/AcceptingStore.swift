import FerryCore
import FerrySessions
import Synchronization

/// A store that takes hand-offs by the rules of the port, and fails when it is told to.
final class AcceptingStore: SessionStore {
    private struct State {
        var stored: [HandOff] = []
        var calls = 0
        var failures: Set<Int> = []
        var storesBeforeFailing = false
        var illegal: Set<SubmissionID> = []
    }

    private let state = Mutex(State())

    /// What was stored, in order.
    var stored: [HandOff] { state.withLock { $0.stored } }
    /// How often a hand-off came.
    var calls: Int { state.withLock { $0.calls } }

    /// Fails at these calls, counted from 1; where `late`, after the hand-off was stored.
    func fail(at calls: Set<Int>, late: Bool = false) {
        state.withLock { ($0.failures, $0.storesBeforeFailing) = (calls, late) }
    }

    /// Refuses a hand-off for good.
    func refuse(_ id: SubmissionID) { state.withLock { _ = $0.illegal.insert(id) } }

    func accept(_ handOff: HandOff, isAcknowledged: Bool) async throws(FerryError) -> HandOffAcceptance {
        try state.withLock { state throws(FerryError) in
            state.calls += 1
            let fails = state.failures.contains(state.calls)
            let failure = FerryError(.storeUnavailable, "the store is told to fail")
            if fails, !state.storesBeforeFailing { throw failure }
            if let same = state.stored.first(where: { $0.record.id == handOff.record.id }) {
                if fails { throw failure }
                return .repeated(same.record)
            }
            if state.illegal.contains(handOff.record.id) { return .illegal(.completed) }
            if let key = handOff.record.idempotencyKey,
                let other = state.stored.first(where: { $0.record.idempotencyKey == key })
            {
                let isSame = other.record.contentSHA256 == handOff.record.contentSHA256
                return isSame ? .repeated(other.record) : .conflict(other.record)
            }
            state.stored.append(handOff)
            if fails { throw failure }
            return .accepted(handOff.record)
        }
    }

    func create(_ session: InterviewSession, _ entry: AuditEntry) async throws(FerryError) {}
    func session(_ id: SessionID) async throws(FerryError) -> InterviewSession? { nil }
    func sessions(
        ofUser userID: String?, in states: Set<SessionState>, limit: Int
    ) async throws(FerryError) -> [InterviewSession] { [] }
    func change(
        _ id: SessionID, answers selection: AnswerSelection,
        _ decide: @escaping @Sendable (inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> InterviewSession? { nil }
    func change(
        _ first: SessionID, with second: SessionID,
        _ decide: @escaping @Sendable (inout SessionChange, inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> SessionPair? { nil }
    func answers(of id: SessionID, superseded: Bool) async throws(FerryError) -> [Answer] { [] }
    func answer(_ id: AnswerID) async throws(FerryError) -> Answer? { nil }
    func trail(
        of id: SessionID, after sequence: Int64, limit: Int
    ) async throws(FerryError) -> [AuditEntry] { [] }
    func handOff(_ id: SubmissionID) async throws(FerryError) -> HandOffRecord? { nil }
    func handOff(
        ofSession id: SessionID, withKey idempotencyKey: String
    ) async throws(FerryError) -> HandOffRecord? {
        state.withLock { state in
            state.stored.map(\.record).first { $0.sessionID == id && $0.idempotencyKey == idempotencyKey }
        }
    }
    func expired(at now: Timestamp, limit: Int) async throws(FerryError) -> [InterviewSession] { [] }
}

extension HandOff {
    /// A hand-off with one video.
    static func sample(_ number: Int, key: String? = nil, content: String? = nil) -> HandOff {
        let time = Timestamp(secondsSinceEpoch: Double(number))
        let job = JobRecord(
            id: JobID(rawValue: "job\(number)"), key: "k\(number)",
            source: SourceRecord(
                name: "a.webm", kind: .stream, path: nil, spoolKey: "job\(number).asset", identity: nil,
                mediaType: "video/webm", bytes: 3, sha256: "00"),
            destination: "file:///d", preset: .interview, createdAt: time)
        var answer = Answer(
            id: AnswerID(rawValue: "answer\(number)"), sessionID: SessionID(rawValue: "s"), questionId: "q\(number)",
            questionIndex: number, createdAt: time)
        answer.responseText = String(repeating: "ä\u{0}\n", count: number % 7)
        return HandOff(
            answer: answer,
            record: HandOffRecord(
                id: SubmissionID(rawValue: "submission\(number)"), sessionID: answer.sessionID, answerID: answer.id,
                idempotencyKey: key, contentSHA256: content ?? "content\(number)", jobs: [job.id],
                acknowledgedAt: time), jobs: [job])
    }
}
