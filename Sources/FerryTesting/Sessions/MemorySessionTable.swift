import FerryCore
import FerrySessions

/// The rules of a session store as a value: what the port promises, without a clock and without a disk.
struct MemorySessionTable {
    private struct Row<Value> {
        var value: Value
        var sequence: Int
    }

    private var sessions: [SessionID: Row<InterviewSession>] = [:]
    private var answers: [AnswerID: Row<Answer>] = [:]
    private var trails: [SessionID: [AuditEntry]] = [:]
    private var handOffs: [SubmissionID: HandOffRecord] = [:]
    private var sequence = 0
    /// What other systems are to be told.
    var webhooks = MemoryWebhookTable()

    mutating func create(_ session: InterviewSession, _ entry: AuditEntry) throws(FerryError) {
        guard sessions[session.id] == nil else {
            throw FerryError(
                .storeUnavailable, "there is a session named \(session.id) already", disposition: .giveUp)
        }
        sequence += 1
        sessions[session.id] = Row(value: session, sequence: sequence)
        append([entry], to: session.id)
    }

    func session(_ id: SessionID) -> InterviewSession? { sessions[id]?.value }

    func sessions(ofUser userID: String?, in states: Set<SessionState>, limit: Int) -> [InterviewSession] {
        let found = sessions.values.filter {
            states.contains($0.value.state) && (userID == nil || $0.value.userID == userID)
        }
        let newest = found.sorted { ($0.value.startedAt, $0.sequence) > ($1.value.startedAt, $1.sequence) }
        return newest.prefix(max(0, limit)).map(\.value)
    }

    func expired(at now: Timestamp, limit: Int) -> [InterviewSession] {
        let found = sessions.values.filter { $0.value.state.isIncomplete && $0.value.expiresAt <= now }
        let oldest = found.sorted { ($0.value.expiresAt, $0.sequence) < ($1.value.expiresAt, $1.sequence) }
        return oldest.prefix(max(0, limit)).map(\.value)
    }

    mutating func change(
        _ id: SessionID, _ selection: AnswerSelection, now: Timestamp,
        _ decide: (inout SessionChange) throws(FerryError) -> Void
    ) throws(FerryError) -> InterviewSession? {
        guard let session = session(id) else { return nil }
        let before =
            switch selection {
            case .current: answers(of: id, superseded: false)
            case .only(let answer): [self.answer(answer)].compactMap { $0 }.filter { $0.sessionID == id }
            case .none: [Answer]()
            }
        var change = SessionChange(session: session, answers: before, now: now)
        try decide(&change)
        change.stamp(before: before, revision: session.revision)
        write(change, answers: change.changed(from: before))
        return change.session
    }

    mutating func change(
        _ first: SessionID, with second: SessionID, now: Timestamp,
        _ decide: (inout SessionChange, inout SessionChange) throws(FerryError) -> Void
    ) throws(FerryError) -> SessionPair? {
        guard first != second, let one = session(first), let two = session(second) else { return nil }
        let (ones, twos) = (answers(of: first, superseded: false), answers(of: second, superseded: false))
        var change = SessionChange(session: one, answers: ones, now: now)
        var other = SessionChange(session: two, answers: twos, now: now)
        try decide(&change, &other)
        change.stamp(before: ones, revision: one.revision)
        other.stamp(before: twos, revision: two.revision)
        write(change, answers: change.changed(from: ones))
        write(other, answers: other.changed(from: twos))
        return SessionPair(first: change.session, second: other.session)
    }

    mutating func settle(_ job: JobRecord, now: Timestamp) {
        guard let owner = job.owner, var answer = answer(AnswerID(rawValue: owner.answerId)),
            answer.isChanged(by: job), let session = session(answer.sessionID)
        else { return }
        var change = SessionChange(session: session, answers: [], now: now)
        change.settle(job, of: &answer)
        change.stamp(before: [], revision: session.revision)
        write(change, answers: [answer])
    }

    private mutating func write(_ change: SessionChange, answers: [Answer]) {
        sessions[change.session.id]?.value = change.session
        for answer in answers { write(answer) }
        append(change.entries, to: change.session.id)
        webhooks.add(change.webhooks, now: change.now)
    }

    func answers(of id: SessionID, superseded: Bool) -> [Answer] {
        answers.values.filter { $0.value.sessionID == id && (superseded || $0.value.supersededBy == nil) }
            .sorted(by: Self.isBefore).map(\.value)
    }

    /// By question; of one question the current answer first, then newest first.
    private static func isBefore(_ lhs: Row<Answer>, _ rhs: Row<Answer>) -> Bool {
        let (left, right) = (lhs.value, rhs.value)
        guard left.questionIndex == right.questionIndex, left.questionId == right.questionId else {
            return (left.questionIndex, left.questionId) < (right.questionIndex, right.questionId)
        }
        if (left.supersededBy == nil) != (right.supersededBy == nil) { return left.supersededBy == nil }
        return (left.createdAt, lhs.sequence) > (right.createdAt, rhs.sequence)
    }

    func answer(_ id: AnswerID) -> Answer? { answers[id]?.value }

    func trail(of id: SessionID, after sequence: Int64, limit: Int) -> [AuditEntry] {
        Array((trails[id] ?? []).filter { $0.sequence > sequence }.prefix(max(0, limit)))
    }

    /// - Parameter insert: Adds the jobs, all or none of them.
    mutating func accept(
        _ handOff: HandOff, isAcknowledged: Bool, now: Timestamp, insert: ([JobRecord]) throws(FerryError) -> Void
    ) throws(FerryError) -> HandOffAcceptance {
        let (answer, record) = (handOff.answer, handOff.record)
        let stored =
            handOffs[record.id]
            ?? record.idempotencyKey.flatMap { self.handOff(ofSession: record.sessionID, withKey: $0) }
        let current = answers(of: record.sessionID, superseded: false).first { $0.questionId == answer.questionId }
        let decision = try HandOffDecision(
            handOff, isAcknowledged: isAcknowledged, stored: stored, session: session(record.sessionID),
            current: current, now: now)
        switch decision {
        case .refuse(let acceptance): return acceptance
        case .store(let change, let record):
            try insert(handOff.jobs)
            write(change, answers: change.answers)
            handOffs[record.id] = record
            return .accepted(record)
        }
    }

    func handOff(_ id: SubmissionID) -> HandOffRecord? { handOffs[id] }

    func handOff(ofSession id: SessionID, withKey key: String) -> HandOffRecord? {
        handOffs.values.first { $0.sessionID == id && $0.idempotencyKey == key }
    }

    private mutating func write(_ answer: Answer) {
        sequence += 1
        answers[answer.id] = Row(value: answer, sequence: answers[answer.id]?.sequence ?? sequence)
    }

    private mutating func append(_ entries: [AuditEntry], to id: SessionID) {
        for var entry in entries {
            entry.sequence = Int64(trails[id]?.count ?? 0) + 1
            trails[id, default: []].append(entry)
        }
    }

    /// What the sessions come to; jobs are counted apart.
    func count(into tally: inout StoreTally) {
        tally.handOffs = handOffs.count
        tally.acknowledgedMedia = handOffs.values.reduce(0) { $0 + $1.jobs.count }
        tally.sessions = Dictionary(grouping: sessions.values, by: \.value.state).mapValues(\.count)
        tally.webhooks = webhooks.counts
        for session in sessions.values.map(\.value) where session.state == .completed {
            guard let ended = session.endedAt else { continue }
            tally.durations[session.kind] = Self.spread(
                tally.durations[session.kind], with: session.durationSeconds(at: ended))
        }
        for answer in answers.values.map(\.value) {
            guard let seconds = answer.durationSeconds else { continue }
            tally.responses = Self.spread(tally.responses, with: seconds)
        }
    }

    private static func spread(_ spread: StoreTally.Spread?, with number: Double) -> StoreTally.Spread {
        guard let spread else { return StoreTally.Spread(count: 1, sum: number, low: number, high: number) }
        return StoreTally.Spread(
            count: spread.count + 1, sum: spread.sum + number, low: min(spread.low, number),
            high: max(spread.high, number))
    }

    /// The hand-offs after a name, in the order of names.
    func handOffs(after cursor: SubmissionID?, limit: Int) -> [HandOffRecord] {
        let found = handOffs.values.filter { $0.id.rawValue > cursor?.rawValue ?? "" }
        return Array(found.sorted { $0.id.rawValue < $1.id.rawValue }.prefix(limit))
    }
}
