public import FerryCore
import FerryPipeline

extension HandOffService {
    /// Lets an answer begin to arrive, before a byte of its body is read.
    ///
    /// - Parameters:
    ///   - framing: How the body holds it.
    ///   - key: The caller's `Idempotency-Key`.
    ///   - contentLength: Bytes of the body, where the caller says so.
    /// - Throws: `session.notFound`; `session.conflict` where the session takes no answers; `service.busy` and `spool.full`
    ///   where there is no room now. While too many jobs wait, media is turned away here where it is sure that it comes, else
    ///   by ``accept(_:)``; text is taken.
    public func beginAnswer(
        in id: SessionID, _ framing: AnswerFraming, idempotencyKey key: String?, contentLength: Int64?
    ) async throws(FerryError) -> IncomingAnswer {
        if let key, key.isEmpty || key.utf8.count > Self.maxKeyBytes {
            throw FerryError(
                .requestMalformed, "the Idempotency-Key has no byte, or more than \(Self.maxKeyBytes)",
                input: "Idempotency-Key")
        }
        let session = try await openSession(id)
        // A repeat of what was safe before is answered wherever the session stands by now.
        if !session.state.isIncomplete, key == nil {
            throw FerryError(
                .sessionConflict, "a session that is \(session.state.rawValue) takes no answers", input: id.rawValue,
                next: "begin a new session")
        }
        if key == nil, holdsMedia(framing, contentLength) { try checkPending() }
        let free = parts.state.freeBytes() ?? .max
        let room = try arrivals.enter(bytes: contentLength, free: free)
        guard doors.enter(id) else {
            throw FerryError(
                .sessionConflict, "the session is being cleaned up", input: id.rawValue, next: "begin a new session")
        }
        let place = ArrivalGate.Place { [doors] in
            doors.leave(id)
            room.leave()
        }
        return IncomingAnswer(
            session: session,
            intake: AnswerIntake(
                framing, spool: parts.spool, limits: parts.settings.limits, uploads: parts.uploads, user: session.userID
            ),
            framing: framing, idempotencyKey: key, place: place)
    }

    /// Whether a body surely holds media: it is media, or longer than all else may be.
    private func holdsMedia(_ framing: AnswerFraming, _ contentLength: Int64?) -> Bool {
        if case .raw = framing { return true }
        // A character of JSON may take six bytes.
        let limits = parts.settings.limits
        return (contentLength ?? 0) > Int64(limits.fieldBytes) + Int64(limits.textBytes) * 6
    }

    /// - Throws: `service.busy` while too many jobs wait.
    private func checkPending() throws(FerryError) {
        let count = pending.count
        guard count >= parts.settings.maxPendingJobs else { return }
        throw FerryError(
            .serviceBusy, "\(count) jobs wait or run, the limit", retryAfterSeconds: parts.settings.retryAfterSeconds)
    }

    /// A session as the store has it, or as it was seen last where the store cannot be read.
    func openSession(_ id: SessionID) async throws(FerryError) -> InterviewSession {
        do throws(FerryError) { return try await stored(id) } catch  where error.code == .storeUnavailable {
            guard let session = known[id] else { throw error }
            return session
        }
    }

    /// Bytes of an `Idempotency-Key`.
    public static let maxKeyBytes = 256

    /// Makes an answer safe whose last byte has arrived: when this returns its bytes and its rows survive a power cut.
    ///
    /// Where a switch has the old way of doing things, it returns when the media is delivered, or was given up.
    ///
    /// - Throws: What the body's faults are; `session.conflict` for a key that was used for other content, and for a session
    ///   that takes no answers any more. Nothing of the answer is kept then.
    public func accept(_ incoming: IncomingAnswer) async throws(FerryError) -> Handed {
        let lastByte = now
        defer { incoming.place.leave() }
        do throws(FerryError) {
            let taken = try await incoming.intake.finish()
            let handed = try await store(taken, of: incoming)
            // It has arrived: whoever waits for its delivery keeps nobody out.
            incoming.place.leave()
            tally.acknowledged(after: now.seconds(since: lastByte))
            let isProgressive = isProgressive(incoming.session)
            defer { rollout.answered(isProgressive: isProgressive, after: now.seconds(since: lastByte)) }
            guard case .accepted(let view) = handed, !isProgressive else { return handed }
            // It is safe, whatever becomes of the waiting.
            for job in view.jobs { await waitForEnd(of: job.jobId) }
            return .accepted((try? await submission(view.submissionId)) ?? view)
        } catch {
            if error.code == .storeUnavailable || error.code == .spoolFull { tally.notAcknowledged() }
            await incoming.intake.discard()
            throw error
        }
    }

    /// Waits until a job has ended its way for now, or was paused, or nothing is taken up any more.
    private func waitForEnd(of id: JobID) async {
        await bell.listen(to: id) { rings in
            for await _ in rings {
                guard !loop.isResting, let job = try? await parts.jobs.job(id), !job.state.isEnd, job.state != .paused
                else { return }
            }
        }
    }

    /// Whether a session's media is worked on while it goes on.
    private func isProgressive(_ session: InterviewSession) -> Bool {
        let flags = flagBook.flags
        return session.isProgressive && flags[.progressiveHandOff] && flags[.backgroundProcessing]
    }

    private func store(_ taken: TakenAnswer, of incoming: IncomingAnswer) async throws(FerryError) -> Handed {
        let handOff = try await compose(taken, of: incoming)
        if !handOff.jobs.isEmpty, await !isRepeat(handOff) { try checkPending() }
        switch try await keep(handOff) {
        case .accepted(let record):
            pending.add(handOff.jobs.count)
            rollout.begins(handOff.record.jobs, isProgressive: isProgressive(incoming.session))
            announce(handOff)
            return .accepted(view(record, handOff.jobs.map(JobSummary.init)))
        case .repeated(let record):
            await incoming.intake.discard()
            return .repeated(try await view(record))
        case .conflict(let record):
            throw FerryError(
                .sessionConflict, "the Idempotency-Key was used for another answer", input: record.id.rawValue,
                next: "use a new key for a new answer")
        case .illegal(let state):
            throw FerryError(
                .sessionConflict, "a session that is \(state.rawValue) takes no answers",
                input: incoming.session.id.rawValue, next: "begin a new session")
        case .unknownSession: throw Self.unknown(incoming.session.id)
        }
    }

    /// Whether its key came before: then nothing more will wait.
    private func isRepeat(_ handOff: HandOff) async -> Bool {
        guard let key = handOff.record.idempotencyKey, pending.count >= parts.settings.maxPendingJobs else {
            return false
        }
        let session = handOff.record.sessionID
        if (try? await parts.outbox.handOff(ofSession: session, withKey: key)) ?? nil != nil { return true }
        return (try? await parts.sessions.handOff(ofSession: session, withKey: key)) ?? nil != nil
    }

    /// Makes the rows durable: in the store, or in the outbox while that cannot be written.
    private func keep(_ handOff: HandOff) async throws(FerryError) -> HandOffAcceptance {
        guard parts.outbox.isEmpty else { return try await putAside(handOff) }
        do throws(FerryError) {
            return try await parts.sessions.accept(handOff)
        } catch  where error.code == .storeUnavailable || error.code == .spoolFull {
            return try await putAside(handOff)
        }
    }

    /// Keeps a hand-off in the outbox, unless it is known to be a repeat or its session is known to have ended.
    private func putAside(_ handOff: HandOff) async throws(FerryError) -> HandOffAcceptance {
        let record = handOff.record
        let state = (try? await openSession(record.sessionID))?.state
        if let state, !state.isIncomplete {
            guard let key = record.idempotencyKey,
                let stored = try await parts.sessions.handOff(ofSession: record.sessionID, withKey: key)
            else { return .illegal(state) }
            return stored.contentSHA256 == record.contentSHA256 ? .repeated(stored) : .conflict(stored)
        }
        return try await parts.outbox.accept(handOff, besides: parts.sessions)
    }

    private func compose(_ taken: TakenAnswer, of incoming: IncomingAnswer) async throws(FerryError) -> HandOff {
        let flags = flagBook.flags
        var addsMedia = false
        if case .raw = incoming.framing { addsMedia = true }
        var composer = HandOffComposer(
            session: incoming.session, current: nil, settings: parts.settings, destination: parts.destination,
            endpoint: parts.endpoint,
            preset: flags[.transcoding] && incoming.session.isProgressive ? parts.settings.preset : .none,
            // Of two answers to a question the younger is current; a clock that was set back must not make the last one old.
            now: max(now, incoming.session.updatedAt))
        if addsMedia {
            let question = try HandOffComposer.question(of: taken.fields, in: incoming.session).id
            // Where the store cannot be read, both recordings still become one answer.
            composer.current = try? await parts.sessions.answers(of: incoming.session.id, superseded: false)
                .first { $0.questionId == question }
        }
        return try composer.handOff(taken, addsMedia: addsMedia, key: incoming.idempotencyKey)
    }

    private func announce(_ handOff: HandOff) {
        for job in handOff.jobs {
            parts.pipeline.hub.emit(.jobAccepted(.init(source: .init(job.source))), job: job.id, owner: job.owner)
            parts.pipeline.hub.emit(.jobState(.init(from: nil, to: job.state)), job: job.id, owner: job.owner)
        }
        if handOff.jobs.contains(where: { $0.state == .accepted }) { loop.wake() }
    }
}

// MARK: - Hand-offs as their callers follow them

extension HandOffService {
    /// A hand-off and how far it has come.
    ///
    /// - Throws: `session.notFound` when there is none of that name.
    public func submission(_ id: SubmissionID) async throws(FerryError) -> SubmissionView {
        let (record, waiting) = try await found(id)
        if let waiting { return view(record, waiting.jobs.map(JobSummary.init)) }
        return try await view(record)
    }

    /// Whose session a hand-off belongs to.
    ///
    /// - Throws: `session.notFound` when there is none of that name.
    public func session(of id: SubmissionID) async throws(FerryError) -> SessionID {
        try await found(id).record.sessionID
    }

    /// What came of a hand-off; `nil` while it is not done.
    ///
    /// - Throws: `session.notFound` when there is none of that name; `session.conflict` when media of it was given up, with
    ///   the reason.
    public func result(of id: SubmissionID) async throws(FerryError) -> SubmissionResult? {
        var receipts: [MediaKind: Receipt] = [:]
        let (record, waiting) = try await found(id)
        guard waiting == nil else { return nil }
        for job in record.jobs {
            guard let stored = try await parts.jobs.job(job) else { throw Self.unknownSubmission(id) }
            switch AnswerMedia.State(stored) {
            case .queued, .processing: return nil
            case .delivered:
                guard let kind = stored.owner.flatMap({ MediaKind(rawValue: $0.media) }) else { continue }
                receipts[kind] = stored.deliveredReceipt
            case .failed, .flagged, .cancelled:
                let error = stored.error
                throw FerryError(
                    .sessionConflict,
                    "its \(stored.owner?.media ?? "media") was not delivered: \(error?.message ?? stored.state.rawValue)",
                    input: id.rawValue, next: error?.next ?? "retry its job")
            }
        }
        return SubmissionResult(video: receipts[.video], audio: receipts[.audio])
    }

    /// A hand-off, and itself where it waits in the outbox.
    private func found(_ id: SubmissionID) async throws(FerryError) -> (record: HandOffRecord, waiting: HandOff?) {
        if let waiting = try? await parts.outbox.handOff(id) { return (waiting.record, waiting) }
        guard let record = try await parts.sessions.handOff(id) else { throw Self.unknownSubmission(id) }
        return (record, nil)
    }

    private func view(_ record: HandOffRecord) async throws(FerryError) -> SubmissionView {
        view(record, try await summaries(of: record.jobs))
    }

    private func view(_ record: HandOffRecord, _ jobs: [JobSummary]) -> SubmissionView {
        let together = TotalProgress(of: jobs)
        return SubmissionView(
            record, state: AnswerStatus(of: jobs), percent: together.totalUploadProgress,
            estimatedSeconds: together.estimatedTimeRemaining, jobs: jobs)
    }

    private static func unknownSubmission(_ id: SubmissionID) -> FerryError {
        FerryError(.sessionNotFound, "there is no such submission", input: id.rawValue)
    }
}

extension AnswerStatus {
    /// Where jobs stand together.
    init(of jobs: [JobSummary]) {
        let states = jobs.map { AnswerMedia.State($0.state, isDue: $0.nextAttemptAt != nil) }
        self =
            if states.contains(.flagged) {
                .flagged
            } else if states.contains(.failed) || states.contains(.cancelled) {
                .failed
            } else if states.contains(.processing) {
                .processing
            } else {
                states.contains(.queued) ? .queued : .delivered
            }
    }
}
