import FerryCore
import FerrySessions
import FoundationEssentials
import GRDB

/// What one transaction asks of the tables of sessions, answers, trails and hand-offs, at one time.
struct SessionTable {
    /// The connection, inside a transaction.
    let database: Database
    /// The store's time.
    let now: Timestamp
    /// Answers that were read or written of late.
    var memory = AnswerMemory()

    /// One session.
    func session(_ id: SessionID) throws -> InterviewSession? {
        try record("session", "SELECT id, record FROM session WHERE id = ?", [id.rawValue])
    }

    /// Sessions in these states, newest first. Each state is read in order by its index and the readings are merged.
    func sessions(ofUser userID: String?, in states: Set<SessionState>, limit: Int) throws -> [InterviewSession] {
        guard !states.isEmpty, limit > 0 else { return [] }
        let condition = userID == nil ? "state = ?" : "userID = ? AND state = ?"
        let state = "SELECT id, record, startedAt, sequence FROM session WHERE \(condition)"
        let merged = Array(repeating: state, count: states.count).joined(separator: " UNION ALL ")
        let arguments = states.flatMap { [userID, $0.rawValue].compactMap { $0 } }
        return try records(
            "session", "\(merged) ORDER BY startedAt DESC, sequence DESC LIMIT ?",
            StatementArguments(arguments) + [limit])
    }

    /// Unfinished sessions whose time is over, oldest first.
    func expired(at time: Timestamp, limit: Int) throws -> [InterviewSession] {
        try records(
            "session",
            """
            SELECT id, record FROM session WHERE isIncomplete = 1 AND expiresAt <= ?
            ORDER BY expiresAt, sequence LIMIT ?
            """, [time.microseconds, max(0, limit)])
    }

    /// The current answers of a session in the order of their questions.
    func currentAnswers(of id: SessionID) throws -> [Answer] {
        try answers(
            """
            SELECT id, record FROM answer WHERE sessionID = ? AND isCurrent = 1
            ORDER BY questionIndex, questionId
            """, [id.rawValue])
    }

    /// All answers of a session in the order of their questions; those of one question newest first.
    func allAnswers(of id: SessionID) throws -> [Answer] {
        try answers(
            """
            SELECT id, record FROM answer WHERE sessionID = ?
            ORDER BY questionIndex, questionId, isCurrent DESC, createdAt DESC, sequence DESC
            """, [id.rawValue])
    }

    /// The current answer of a question.
    func currentAnswer(of question: String, in id: SessionID) throws -> Answer? {
        try answers(
            "SELECT id, record FROM answer WHERE sessionID = ? AND questionId = ? AND isCurrent = 1",
            [id.rawValue, question]
        ).first
    }

    /// One answer.
    func answer(_ id: AnswerID) throws -> Answer? {
        try answers("SELECT id, record FROM answer WHERE id = ?", [id.rawValue]).first
    }

    /// The trail of a session after a sequence number, oldest first.
    func trail(of id: SessionID, after sequence: Int64, limit: Int) throws -> [AuditEntry] {
        try records(
            "trail of",
            """
            SELECT sessionID AS id, record FROM trail WHERE sessionID = ? AND sequence > ? ORDER BY sequence LIMIT ?
            """, [id.rawValue, sequence, max(0, limit)])
    }

    /// One hand-off.
    func handOff(_ id: SubmissionID) throws -> HandOffRecord? {
        try record("hand-off", "SELECT id, record FROM handOff WHERE id = ?", [id.rawValue])
    }

    /// The hand-off of a session with that key.
    func handOff(ofSession id: SessionID, withKey key: String) throws -> HandOffRecord? {
        try record(
            "hand-off", "SELECT id, record FROM handOff WHERE sessionID = ? AND idempotencyKey = ?",
            [id.rawValue, key])
    }

    private func answers(_ sql: String, _ arguments: StatementArguments) throws -> [Answer] {
        let rows = try Row.fetchCursor(statement(sql), arguments: arguments)
        var answers: [Answer] = []
        while let row = try rows.next() {
            let (id, record): (String, Data) = (row["id"], row["record"])
            if let known = memory.answer(AnswerID(rawValue: id), record: record) {
                answers.append(known)
            } else {
                let answer: Answer = try StoredJSON.value(from: record, "answer", id)
                memory.keep(answer, record: record)
                answers.append(answer)
            }
        }
        return answers
    }

    private func record<Value: Decodable>(
        _ kind: String, _ sql: String, _ arguments: StatementArguments
    ) throws -> Value? {
        let values: [Value] = try records(kind, sql, arguments)
        return values.first
    }

    private func records<Value: Decodable>(
        _ kind: String, _ sql: String, _ arguments: StatementArguments
    ) throws -> [Value] {
        let rows = try Row.fetchCursor(statement(sql), arguments: arguments)
        var values: [Value] = []
        while let row = try rows.next() {
            values.append(try StoredJSON.value(from: row["record"], kind, row["id"]))
        }
        return values
    }

    /// A statement that the connection keeps ready.
    func statement(_ sql: String) throws -> Statement { try database.cachedStatement(sql: sql) }
}
