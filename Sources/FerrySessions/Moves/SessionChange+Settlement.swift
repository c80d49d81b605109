public import FerryCore

extension SessionChange {
    /// Writes where a job of the session stands into its answer, totals and trail, and says what webhooks follow.
    ///
    /// It is applied in the transaction that writes the job, so that answer and job never disagree. Applying it twice
    /// changes nothing the second time. Media of an answer that is no longer current is written too, and counts in no
    /// total.
    public mutating func settle(_ job: JobRecord, of answer: inout Answer) {
        guard let kind = job.owner.flatMap({ MediaKind(rawValue: $0.media) }), let old = answer[kind],
            old.jobId == job.id
        else { return }
        var media = old
        media.take(job)
        guard media != old else { return }
        answer[kind] = media
        answer.updatedAt = now
        if answer.supersededBy == nil {
            session.totals.remove(old)
            session.totals.add(media)
        }
        guard media.state != old.state else { return }
        note(media, of: answer)
    }

    private mutating func note(_ media: AnswerMedia, of answer: Answer) {
        let state = session.state
        switch media.state {
        case .delivered:
            entries.append(
                AuditEntry(
                    time: now, action: .delivered, answerID: answer.id, from: state, to: state,
                    detail: media.kind.rawValue))
        case .failed, .flagged, .cancelled:
            let code = media.error?.code.rawValue ?? media.state.rawValue
            entries.append(
                AuditEntry(
                    time: now, action: .failed, answerID: answer.id, from: state, to: state,
                    detail: "\(media.kind.rawValue) \(code)"))
        case .queued, .processing: return
        }
        let status = answer.status
        guard answer.media.allSatisfy({ !$0.state.isPending }) else { return }
        let event: WebhookEvent = status == .delivered ? .answerDelivered : .answerFailed
        webhooks.append(WebhookDraft(event: event, sessionID: session.id, answerID: answer.id, time: now))
    }
}

extension Answer {
    /// Whether what a job's row says is news to the answer whose media it carries.
    package func isChanged(by job: JobRecord) -> Bool {
        guard let kind = job.owner.flatMap({ MediaKind(rawValue: $0.media) }), let old = self[kind],
            old.jobId == job.id
        else { return false }
        var media = old
        media.take(job)
        return media != old
    }
}

extension AnswerMedia {
    /// Takes what a job's row says.
    mutating func take(_ job: JobRecord) {
        state = State(job)
        error = job.error
        if job.state != .paused { isHeld = false }
        guard job.state == .delivered, let receipt = job.deliveryFacts else { return }
        location = receipt.location
        objectBytes = receipt.objectBytes
        sentBytes = receipt.sentBytes
        secondsLost = receipt.secondsLost
        verdicts = receipt.verdicts
        error = nil
    }
}

extension AnswerMedia.State {
    /// Where a recording stands whose job has that row.
    ///
    /// A source that cannot be used needs a person; a failure that may pass by itself does not.
    public init(_ job: JobRecord) { self.init(job.state, isDue: job.nextAttemptAt != nil) }

    /// - Parameter isDue: Whether a failed job is taken up again by itself.
    init(_ state: JobState, isDue: Bool) {
        self =
            switch state {
            case .accepted, .paused: .queued
            case .inspecting, .encoding, .queued, .uploading, .retrying, .confirming: .processing
            case .delivered: .delivered
            case .cancelled: .cancelled
            case .refused: .flagged
            case .failed: isDue ? .failed : .flagged
            }
    }
}

extension SessionTotals {
    /// Counts a recording.
    mutating func add(_ media: AnswerMedia) { count(media, 1) }

    /// Takes a recording out again.
    mutating func remove(_ media: AnswerMedia) { count(media, -1) }

    private mutating func count(_ media: AnswerMedia, _ sign: Int) {
        let wide = Int64(sign)
        bytesIn += wide * media.bytes
        bytesOut += wide * (media.objectBytes ?? 0)
        bytesSent += wide * (media.sentBytes ?? 0)
        secondsLost += Double(sign) * (media.secondsLost ?? 0)
        switch media.state {
        case .queued, .processing: pending += sign
        case .delivered: delivered += sign
        case .failed, .flagged, .cancelled: failed += sign
        }
        for verdict in media.verdicts ?? [] {
            let count = verdicts[verdict, default: 0] + sign
            verdicts[verdict] = count == 0 ? nil : count
        }
    }
}

extension SessionTotals {
    /// Counts an answer with its media.
    public mutating func add(_ answer: Answer) {
        answered += 1
        seconds += answer.durationSeconds ?? 0
        for media in answer.media { add(media) }
    }

    /// Takes an answer out again, for instance because another took its place.
    public mutating func remove(_ answer: Answer) {
        answered -= 1
        seconds -= answer.durationSeconds ?? 0
        for media in answer.media { remove(media) }
    }

    /// The totals of these current answers, from scratch.
    public init(of answers: [Answer]) {
        self.init()
        for answer in answers where answer.supersededBy == nil { add(answer) }
    }
}
