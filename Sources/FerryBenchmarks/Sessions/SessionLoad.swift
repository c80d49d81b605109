import FerryCore
import FerrySQLite
import FerrySessions
import Foundation
import Synchronization

/// Fills a store as a service does: sessions of ten answers, each with two recordings; nine of ten jobs are delivered, the
/// others wait for a worker.
final class SessionLoad: Sendable {
    private static let answersOfSession = 10
    private static let callers = 64
    private let stores: SQLiteStores
    private let filled = Mutex(0)
    private let start = Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970 - 86_400)

    init(stores: SQLiteStores) { self.stores = stores }

    /// Sessions that are stored.
    var sessions: Int { filled.withLock { $0 } }

    /// Adds sessions until there are so many jobs.
    ///
    /// - Returns: Seconds it took.
    func grow(to jobs: Int) async throws -> Double {
        let begun = ContinuousClock.now
        let (first, last) = (sessions, jobs / (2 * Self.answersOfSession))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in first..<last {
                if number - first >= Self.callers { try await group.next() }
                group.addTask { try await self.add(number) }
            }
            try await group.waitForAll()
        }
        filled.withLock { $0 = last }
        return (ContinuousClock.now - begun) / .seconds(1)
    }

    /// The name of a session that is stored.
    func name(_ number: Int) -> SessionID { SessionID(rawValue: "session\(number)") }

    /// A name of a user who has sessions.
    func user(_ number: Int) -> String { "user\(number % max(1, sessions / 20))" }

    private func add(_ number: Int) async throws {
        let id = name(number)
        try await create(id, user: "user\(number / 20)", answers: Self.answersOfSession, number)
        for question in 0..<Self.answersOfSession {
            let isDone = (number * Self.answersOfSession + question) % 10 != 0
            _ = try await stores.sessions.accept(handOff(id, question, isDone: isDone, number))
        }
        guard number % 20 != 0 else { return }
        _ = try await stores.sessions.change(id, answers: .none) { change in
            change.session.state = .completed
            change.session.endedAt = change.now
        }
    }

    /// A session of its own whose answers are all delivered.
    func wholeSession(_ number: Int, answers: Int) async throws -> SessionID {
        let id = SessionID(rawValue: "whole\(number)")
        try await create(id, user: "whole", answers: answers, number)
        for question in 0..<answers {
            _ = try await stores.sessions.accept(handOff(id, question, isDone: true, number))
        }
        return id
    }

    private func create(_ id: SessionID, user: String, answers: Int, _ number: Int) async throws {
        let begun = start.advanced(bySeconds: Double(number) * 1e-3)
        let questions = (0..<answers).map {
            Question(questionId: "q\($0)", text: "Tell us about a time when you had to decide number \($0).")
        }
        let session = InterviewSession(
            id: id, userID: user, kind: "technical", questions: questions, startedAt: begun,
            expiresAt: begun.advanced(bySeconds: 7 * 86_400))
        try await stores.sessions.create(
            session, AuditEntry(time: begun, action: .create, from: nil, to: .active))
    }

    /// An answer with two recordings.
    func handOff(_ id: SessionID, _ question: Int, isDone: Bool, _ number: Int) -> HandOff {
        let name = "\(id.rawValue)a\(question)"
        let time = start.advanced(bySeconds: Double(number) * 1e-3)
        var answer = Answer(
            id: AnswerID(rawValue: name), sessionID: id, questionId: "q\(question)", questionIndex: question,
            createdAt: time)
        answer.responseText = "It was a matter of weighing what we knew against what we could find out in time."
        answer.durationSeconds = 61.5
        let jobs = MediaKind.allCases.map { job($0, of: answer, isDone: isDone, time) }
        for (kind, job) in zip(MediaKind.allCases, jobs) {
            var media = AnswerMedia(
                kind: kind, jobId: job.id, bytes: job.source.bytes, sha256: job.source.sha256, isHeld: false)
            if isDone {
                media.state = .delivered
                media.location = "s3://interviews/answers/\(job.source.name)"
                (media.objectBytes, media.sentBytes, media.secondsLost) = (1_200_000, 1_210_000, 0)
            }
            answer[kind] = media
        }
        let record = HandOffRecord(
            id: SubmissionID(rawValue: "h" + name), sessionID: id, answerID: answer.id,
            idempotencyKey: "key\(question)",
            contentSHA256: Self.hash, jobs: jobs.map(\.id), acknowledgedAt: time)
        return HandOff(answer: answer, record: record, jobs: jobs)
    }

    private func job(_ kind: MediaKind, of answer: Answer, isDone: Bool, _ time: Timestamp) -> JobRecord {
        let id = JobID(rawValue: "\(answer.id.rawValue)\(kind.rawValue)")
        let source = SourceRecord(
            name: "\(id.rawValue).webm", kind: .stream, path: nil, spoolKey: "\(id.rawValue).asset", identity: nil,
            mediaType: "video/webm", bytes: 2_000_000, sha256: Self.hash)
        var job = JobRecord(
            id: id, key: "key-\(id.rawValue)", source: source, destination: "s3://interviews/answers",
            preset: .interview, createdAt: time)
        job.owner = JobOwner(
            sessionId: answer.sessionID.rawValue, answerId: answer.id.rawValue, media: kind.rawValue)
        if isDone {
            job.state = .delivered
            job.receipt = Self.receipt
        }
        return job
    }

    private static let hash = String(repeating: "a7", count: 32)
    /// As long as receipts are.
    private static let receipt = String(repeating: "{\"index\": 1, \"seconds\": 2.5, \"of\": 3}", count: 64)
}
