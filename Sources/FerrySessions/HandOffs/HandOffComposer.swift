import Crypto
import FerryCore

/// Makes the rows of an answer that was taken in.
struct HandOffComposer: Sendable {
    var session: InterviewSession
    /// The current answer to its question; media that comes by itself is added to it.
    var current: Answer?
    var settings: ServiceSettings
    var destination: String
    var endpoint: String?
    /// What is made of its media.
    var preset: Preset
    var now: Timestamp

    /// The question that an answer is to: the one it names, the one at the place it names, or the one that is asked now.
    ///
    /// - Throws: `request.unprocessable` for a question that the session does not have.
    static func question(
        of fields: AnswerFields, in session: InterviewSession
    ) throws(FerryError) -> (id: String, index: Int) {
        let questions = session.questions
        if let id = fields.questionId {
            if let index = questions.firstIndex(where: { $0.questionId == id }) { return (id, index) }
            guard questions.isEmpty else { throw unknownQuestion("questionId") }
            return (id, fields.questionIndex ?? session.totals.answered)
        }
        let index = fields.questionIndex ?? session.questionIndex
        if questions.indices.contains(index) { return (questions[index].questionId, index) }
        guard questions.isEmpty else { throw unknownQuestion("questionIndex") }
        return ("question-\(index)", index)
    }

    private static func unknownQuestion(_ field: String) -> FerryError {
        FerryError(
            .requestUnprocessable, "the session has no such question", input: field,
            next: "name one of the questions that GET /v1/sessions/{id} shows")
    }

    /// Makes the rows.
    ///
    /// - Parameters:
    ///   - addsMedia: Whether it is media by itself, which is added to the question's answer.
    ///   - key: The caller's `Idempotency-Key`.
    /// - Throws: `request.unprocessable` for an answer without anything, and for a question that the session does not have.
    func handOff(_ taken: TakenAnswer, addsMedia: Bool, key: String?) throws(FerryError) -> HandOff {
        guard taken.fields.responseText != nil || !taken.media.isEmpty else {
            throw FerryError(
                .requestUnprocessable, "the answer has neither text nor media", input: "responseText",
                next: "give responseText, a data URI, a file or the URL of a finished upload")
        }
        let question = try Self.question(of: taken.fields, in: session)
        let id = addsMedia ? current?.id ?? sharedID(question.id) : AnswerID.make()
        var answer = Answer(
            id: id, sessionID: session.id, questionId: question.id, questionIndex: question.index, createdAt: now)
        answer.responseText = taken.fields.responseText
        answer.durationSeconds = taken.fields.durationSeconds
        let isHeld = !taken.fields.uploadImmediately
        for media in taken.media {
            answer[media.kind] = AnswerMedia(
                kind: media.kind, jobId: media.job, bytes: media.source.bytes, sha256: media.source.sha256,
                isHeld: isHeld)
        }
        let record = HandOffRecord(
            id: SubmissionID.make(), sessionID: session.id, answerID: id, idempotencyKey: key,
            contentSHA256: taken.contentSHA256, jobs: taken.media.map(\.job), acknowledgedAt: now)
        return HandOff(answer: answer, record: record, jobs: taken.media.map { job($0, answer, isHeld: isHeld) })
    }

    /// The name of the answer that media without one begins: the same for both recordings of a question, so that they
    /// become one answer whichever comes first.
    private func sharedID(_ question: String) -> AnswerID {
        let text = "mediaferry.answer/1\n\(session.id)\n\(session.resets ?? 0)\n\(question)"
        return AnswerID(rawValue: Self.hex(SHA256.hash(data: Array(text.utf8)).prefix(12)))
    }

    private func job(_ media: TakenMedia, _ answer: Answer, isHeld: Bool) -> JobRecord {
        var source = media.source
        let suffix = source.name.split(separator: ".").dropFirst().last.map { ".\($0)" } ?? ""
        source.name =
            "\(session.id)-\(Self.padded(answer.questionIndex))-\(media.kind.rawValue)-\(media.job.rawValue.prefix(8))\(suffix)"
        let digest = SHA256.hash(
            data: Array("mediaferry.job.answer/1\n\(answer.id)\n\(media.kind.rawValue)\n\(media.job)".utf8))
        var job = JobRecord(
            id: media.job, key: Self.hex(digest), source: source, destination: destination, preset: preset,
            createdAt: now)
        job.endpoint = endpoint
        job.owner = JobOwner(sessionId: session.id.rawValue, answerId: answer.id.rawValue, media: media.kind.rawValue)
        if isHeld { job.state = .paused }
        return job
    }

    private static func padded(_ index: Int) -> String {
        let text = String(index + 1)
        return String(repeating: "0", count: max(0, 4 - text.count)) + text
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.reduce(into: "") { text, byte in text += (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    }
}
