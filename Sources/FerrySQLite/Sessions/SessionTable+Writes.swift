import FerryCore
import FerrySessions
import FoundationEssentials
import GRDB

extension SessionTable {
    func create(_ session: InterviewSession, _ entry: AuditEntry) throws {
        guard try self.session(session.id) == nil else { throw FerryError.duplicateSession(session.id) }
        try statement(
            """
            INSERT INTO session (userID, state, isIncomplete, startedAt, expiresAt, kind, seconds, record, id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ).execute(arguments: values(of: session))
        try append([entry], to: session.id)
    }

    func change(
        _ id: SessionID, _ selection: AnswerSelection, _ decide: (inout SessionChange) throws(FerryError) -> Void
    ) throws -> InterviewSession? {
        guard let session = try session(id) else { return nil }
        let before = try answers(selection, of: id)
        var change = SessionChange(session: session, answers: before, now: now)
        try decide(&change)
        change.stamp(before: before, revision: session.revision)
        try write(change, answers: change.changed(from: before))
        return change.session
    }

    func change(
        _ first: SessionID, with second: SessionID,
        _ decide: (inout SessionChange, inout SessionChange) throws(FerryError) -> Void
    ) throws -> SessionPair? {
        guard first != second, let one = try session(first), let two = try session(second) else { return nil }
        let (ones, twos) = (try currentAnswers(of: first), try currentAnswers(of: second))
        var change = SessionChange(session: one, answers: ones, now: now)
        var other = SessionChange(session: two, answers: twos, now: now)
        try decide(&change, &other)
        change.stamp(before: ones, revision: one.revision)
        other.stamp(before: twos, revision: two.revision)
        try write(change, answers: change.changed(from: ones))
        try write(other, answers: other.changed(from: twos))
        return SessionPair(first: change.session, second: other.session)
    }

    /// Writes where a job stands into the answer whose media it carries, with all that follows; see
    /// ``SessionChange/settle(_:of:)``. A job of no answer changes nothing.
    func settle(_ job: JobRecord) throws {
        guard let owner = job.owner, var answer = try answer(AnswerID(rawValue: owner.answerId)),
            answer.isChanged(by: job), let session = try session(answer.sessionID)
        else { return }
        var change = SessionChange(session: session, answers: [], now: now)
        change.settle(job, of: &answer)
        change.stamp(before: [], revision: session.revision)
        try write(change, answers: [answer])
    }

    private func write(_ change: SessionChange, answers: [Answer]) throws {
        try write(change.session)
        // Those that give their place up go first: a question never has two that are current.
        for answer in answers where answer.supersededBy != nil { try write(answer) }
        for answer in answers where answer.supersededBy == nil { try write(answer) }
        try append(change.entries, to: change.session.id)
        try WebhookTable(database: database, now: now).add(change.webhooks)
    }

    func accept(_ handOff: HandOff, isAcknowledged: Bool = false) throws -> HandOffAcceptance {
        let (answer, record) = (handOff.answer, handOff.record)
        let decision = try HandOffDecision(
            handOff, isAcknowledged: isAcknowledged, stored: try stored(record), session: try session(record.sessionID),
            current: try currentAnswer(of: answer.questionId, in: record.sessionID), now: now)
        switch decision {
        case .refuse(let acceptance): return acceptance
        case .store(let change, let record):
            try write(change, answers: change.answers)
            try add(record)
            let jobs = JobTable(database: database, now: now, memory: memory)
            for job in handOff.jobs { try jobs.insertWaiting(job) }
            return .accepted(record)
        }
    }

    private func stored(_ record: HandOffRecord) throws -> HandOffRecord? {
        if let stored = try handOff(record.id) { return stored }
        return try record.idempotencyKey.flatMap { try handOff(ofSession: record.sessionID, withKey: $0) }
    }

    private func answers(_ selection: AnswerSelection, of id: SessionID) throws -> [Answer] {
        switch selection {
        case .current: try currentAnswers(of: id)
        case .only(let answer): [try self.answer(answer)].compactMap { $0 }.filter { $0.sessionID == id }
        case .none: []
        }
    }

    private func write(_ session: InterviewSession) throws {
        try statement(
            """
            UPDATE session SET userID = ?, state = ?, isIncomplete = ?, startedAt = ?, expiresAt = ?, kind = ?,
                seconds = ?, record = ? WHERE id = ?
            """
        ).execute(arguments: values(of: session))
    }

    private func values(of session: InterviewSession) throws -> StatementArguments {
        [
            session.userID, session.state.rawValue, session.state.isIncomplete, session.startedAt.microseconds,
            session.expiresAt.microseconds, session.kind, session.endedAt.map(session.durationSeconds),
            try StoredJSON.text(of: session), session.id.rawValue,
        ]
    }

    private func write(_ answer: Answer) throws {
        let record = try StoredJSON.text(of: answer)
        memory.keep(answer, record: Data(record.utf8))
        try statement(
            """
            INSERT INTO answer (id, sessionID, questionId, questionIndex, isCurrent, createdAt, seconds, record)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET sessionID = excluded.sessionID, questionId = excluded.questionId,
                questionIndex = excluded.questionIndex, isCurrent = excluded.isCurrent,
                createdAt = excluded.createdAt, seconds = excluded.seconds, record = excluded.record
            """
        ).execute(
            arguments: [
                answer.id.rawValue, answer.sessionID.rawValue, answer.questionId, answer.questionIndex,
                answer.supersededBy == nil, answer.createdAt.microseconds, answer.durationSeconds, record,
            ])
    }

    private func append(_ entries: [AuditEntry], to id: SessionID) throws {
        guard !entries.isEmpty else { return }
        var last =
            try Int64.fetchOne(
                statement("SELECT sequence FROM trail WHERE sessionID = ? ORDER BY sequence DESC LIMIT 1"),
                arguments: [id.rawValue]) ?? 0
        for var entry in entries {
            last += 1
            entry.sequence = last
            try statement("INSERT INTO trail (sessionID, sequence, record) VALUES (?, ?, ?)")
                .execute(arguments: [id.rawValue, last, try StoredJSON.text(of: entry)])
        }
    }

    private func add(_ record: HandOffRecord) throws {
        try statement(
            """
            INSERT INTO handOff (id, sessionID, idempotencyKey, media, acknowledgedAt, record)
            VALUES (?, ?, ?, ?, ?, ?)
            """
        ).execute(
            arguments: [
                record.id.rawValue, record.sessionID.rawValue, record.idempotencyKey, record.jobs.count,
                record.acknowledgedAt.microseconds, try StoredJSON.text(of: record),
            ])
    }
}

extension FerryError {
    /// Two sessions would wear one name.
    static func duplicateSession(_ id: SessionID) -> FerryError {
        FerryError(
            .storeUnavailable, "there is a session named \(id) already", next: "begin a new session",
            disposition: .giveUp)
    }
}
