public import FerryCore
public import FerrySessions

extension InterviewSession {
    /// A session with every value made up, for tests.
    ///
    /// - Parameters:
    ///   - id: Its name.
    ///   - userID: Whose it is.
    ///   - questions: How many questions it has: `q0`, `q1` and so on.
    ///   - startedAt: When it began; it expires a week later.
    public static func sample(
        _ id: String, userID: String = "user", questions: Int = 3, startedAt: Timestamp
    ) -> InterviewSession {
        InterviewSession(
            id: SessionID(rawValue: id), userID: userID, kind: "technical",
            questions: (0..<questions).map {
                Question(questionId: "q\($0)", text: "What is \($0)?", domain: "numbers")
            },
            startedAt: startedAt, expiresAt: startedAt.advanced(bySeconds: 7 * 86_400))
    }
}

extension HandOff {
    /// A hand-off with every value made up, for tests.
    ///
    /// - Parameters:
    ///   - id: The name of the answer; those of the hand-off and of its jobs are made of it.
    ///   - session: Its session.
    ///   - question: The number of the question, as `q0` is the first.
    ///   - key: Its `Idempotency-Key`.
    ///   - content: What its digest is made of; the name's own when `nil`.
    ///   - media: The recordings it has.
    ///   - isHeld: Whether they wait to be asked for.
    ///   - createdAt: When it was durable.
    public static func sample(
        _ id: String, session: String, question: Int = 0, key: String? = nil, content: String? = nil,
        media: [MediaKind] = [.video, .audio], isHeld: Bool = false, createdAt: Timestamp
    ) -> HandOff {
        let session = SessionID(rawValue: session)
        var answer = Answer(
            id: AnswerID(rawValue: id), sessionID: session, questionId: "q\(question)", questionIndex: question,
            createdAt: createdAt)
        answer.responseText = "It is \(question)."
        answer.durationSeconds = 12.25
        let jobs = media.map { kind in
            var job = JobRecord.sample("\(id)-\(kind.rawValue)", createdAt: createdAt)
            job.owner = JobOwner(sessionId: session.rawValue, answerId: id, media: kind.rawValue)
            job.state = isHeld ? .paused : .accepted
            return job
        }
        for (kind, job) in zip(media, jobs) {
            answer[kind] = AnswerMedia(
                kind: kind, jobId: job.id, bytes: job.source.bytes, sha256: job.source.sha256, isHeld: isHeld)
        }
        let record = HandOffRecord(
            id: SubmissionID(rawValue: "submission-\(id)"), sessionID: session, answerID: answer.id,
            idempotencyKey: key, contentSHA256: "sha-\(content ?? id)", jobs: jobs.map(\.id), acknowledgedAt: createdAt)
        return HandOff(answer: answer, record: record, jobs: jobs)
    }
}
