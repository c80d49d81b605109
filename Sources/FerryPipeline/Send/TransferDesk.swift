import FerryCore
import HTTPTypes
import Synchronization

/// What the shell of any upload does besides deciding: sends requests through the slots, writes the journal, waits and
/// tells. Many requests of one job may be under way at once.
final class TransferDesk: Sendable {
    /// A wait of more seconds than these is written into the record.
    private static let longWait = 30.0

    let link: DestinationLink
    let tracker: JobTracker
    let clock: any FerryClock
    let meter: ProgressMeter
    private let gate: SlotGate
    private let tuning: SlotTuning?
    private let journal: ChunkJournal
    private let jitter: @Sendable () -> Double
    private let sum: Mutex<TransferTally>
    /// Requests with body bytes that are under way.
    private let bodies = Mutex(0)

    init(
        link: DestinationLink, gate: SlotGate, tuning: SlotTuning? = nil, tracker: JobTracker, journal: ChunkJournal,
        tally: TransferTally,
        clock: any FerryClock, jitter: @escaping @Sendable () -> Double, meter: ProgressMeter
    ) {
        self.link = link
        self.gate = gate
        self.tuning = tuning
        self.tracker = tracker
        self.journal = journal
        self.clock = clock
        self.jitter = jitter
        self.meter = meter
        sum = Mutex(tally)
    }

    /// What the job's transfer has done so far.
    var tally: TransferTally { sum.withLock { $0 } }

    /// A draw for a back-off.
    func draw() -> Double { jitter() }

    /// Adds an entry to the journal and to the sum of it.
    func note(_ entry: JournalEntry) throws(FerryError) {
        if case .requests(0) = entry { return }
        try journal.append(entry)
        sum.withLock { $0.add(entry) }
    }

    /// Adds the entry that a request with body bytes begins by.
    ///
    /// - Returns: Which of them it is, from 1.
    private func begin(_ entry: JournalEntry) throws(FerryError) -> Int {
        try journal.append(entry)
        return sum.withLock { tally in
            tally.add(entry)
            return tally.attempts
        }
    }

    /// What came of one request.
    struct Exchange: Sendable {
        var result: Result<HTTPTransferResponse, UploadFailure>
        /// Body bytes handed to the network.
        var sent: Int64 = 0
        var seconds = 0.0
        /// Which of the job's requests with body bytes it was, from 1.
        var attempt = 0
    }

    /// Slots of the process.
    var slots: Int { gate.limit }

    /// Sends a request without body bytes of an object; with a document of the protocol's own, where it has one. It needs
    /// no slot.
    ///
    /// - Parameter leaving: Called when nothing but the sending itself is left to do.
    func exchange(
        _ head: HTTPRequest, document: [UInt8]? = nil, maxReplyBytes: Int = DestinationLink.replyBytes,
        leaving: () async throws(FerryError) -> Void = {}
    ) async throws(FerryError) -> Exchange {
        let pass: HostPass
        switch try await hostPass(for: head) {
        case .failure(let failure): return Exchange(result: .failure(failure))
        case .success(let granted): pass = granted
        }
        do throws(FerryError) {
            try note(.requests(1))
            try await leaving()
        } catch {
            pass.giveBack()
            throw error
        }
        return try await request(
            head, body: document.map(DocumentBody.init), pass: pass, isRepeatable: nil, maxReplyBytes: maxReplyBytes
        ) { _ in }
    }

    /// Waits for the host and then for a slot, writes down what is about to happen, sends the chunk, and gives the slot
    /// back before anything else.
    ///
    /// - Parameters:
    ///   - started: The journal's entry for it.
    ///   - isRepeatable: Whether the request may safely be sent twice, so that a late reply is worth asking again.
    ///   - observe: Called for what else is seen while the request is under way.
    func exchange(
        _ head: HTTPRequest, chunk: Chunk, body: LayoutBody, started: JournalEntry,
        isRepeatable: Bool = false,
        observe: @escaping @Sendable (HTTPTransferObservation) -> Void = { _ in }
    ) async throws(FerryError) -> Exchange {
        guard chunk.length > 0 else { return try await exchange(head) }
        if bodies.withLock({ $0 == 0 }), tracker.job.state != .retrying { tracker.become(.queued) }
        let pass: HostPass
        switch try await hostPass(for: head) {
        case .failure(let failure): return Exchange(result: .failure(failure))
        case .success(let granted): pass = granted
        }
        guard let ticket = await gate.acquire(for: tracker.id) else {
            pass.giveBack()
            return Exchange(result: .failure(UploadFailure(.other, FerryError(.cancelled, "stopped by request"))))
        }
        bodies.withLock { $0 += 1 }
        defer {
            bodies.withLock { $0 -= 1 }
            gate.release(ticket)
        }
        tracker.become(.uploading)
        let attempt: Int
        do throws(FerryError) {
            attempt = try begin(started)
            try note(.requests(1))
        } catch {
            pass.giveBack()
            throw error
        }
        tracker.emit(
            .chunkStarted(.init(index: chunk.index, offset: chunk.offset, length: chunk.length, attempt: attempt)))
        let lane = meter.lane()
        var exchange = try await request(head, body: body, pass: pass, isRepeatable: isRepeatable) { observation in
            if case .sent(let bytes) = observation { lane.sent(bytes) }
            observe(observation)
        }
        exchange.attempt = attempt
        lane.ended(sent: exchange.sent)
        tune(exchange, chunk)
        return exchange
    }

    /// Lets the number of slots follow what became of a chunk.
    private func tune(_ exchange: Exchange, _ chunk: Chunk) {
        guard case .success(let response) = exchange.result else { return }
        switch response.head.status.code {
        case 200...299, 308: tuning?.acknowledged(chunk.length, by: tracker)
        case 429, 503: tuning?.throttled(tracker)
        default: break
        }
    }

    private func request(
        _ head: HTTPRequest, body: (any HTTPBodySource)?, pass: HostPass, isRepeatable: Bool?,
        maxReplyBytes: Int = DestinationLink.replyBytes,
        observe: @escaping @Sendable (HTTPTransferObservation) -> Void
    ) async throws(FerryError) -> Exchange {
        let started = clock.now()
        let last = Mutex<Int64>(0)
        let repeats = Mutex<[Int64]>([])
        var watch = RequestWatch()
        watch.observed = { observation in
            if case .sent(let bytes) = observation { last.withLock { $0 = bytes } }
            observe(observation)
        }
        watch.repeated = { sent in
            repeats.withLock { $0.append(sent) }
            last.withLock { $0 = 0 }
        }
        var exchange: Exchange
        do throws(UploadFailure) {
            let reply = try await link.send(
                head, body: body, sha256: (body as? DocumentBody)?.sha256, isRepeatable: isRepeatable, pass: pass,
                maxReplyBytes: maxReplyBytes, watch: watch)
            exchange = Exchange(result: Self.judged(reply), sent: reply.response.sentBodyBytes)
        } catch {
            exchange = Exchange(result: .failure(error), sent: error.sentBodyBytes ?? last.withLock { $0 })
        }
        exchange.seconds = clock.now().seconds(since: started)
        for sent in repeats.withLock({ $0 }) { try note(.repeated(sent: sent)) }
        return exchange
    }

    private static func judged(_ reply: DestinationLink.Reply) -> Result<HTTPTransferResponse, UploadFailure> {
        if let outage = reply.outage { return .failure(outage) }
        return reply.isRenewed ? .failure(renewed(reply.response)) : .success(reply.response)
    }

    /// Credentials were refused and are new now: the request goes again.
    private static func renewed(_ response: HTTPTransferResponse) -> UploadFailure {
        let status = response.head.status.code
        return UploadFailure(
            .auth,
            FerryError(
                .destinationUnauthorized, "the server refused the credentials (\(status)), which are renewed now",
                disposition: .retry, status: status))
    }

    /// Waits before the next attempt.
    ///
    /// - Returns: Whether the wait is over; else somebody asked to stop.
    func wait(
        _ seconds: Double, cause: RetryCause, failures: Int, error: FerryError, lost: Double
    ) async throws(FerryError) -> Bool {
        tracker.become(.retrying)
        tracker.emit(
            .uploadRetry(.init(cause: cause, status: error.status, attempt: failures, delaySeconds: seconds)))
        try note(.retried(cause, stalledSeconds: seconds + (cause.isStall ? lost : 0)))
        let due = clock.now().advanced(bySeconds: seconds)
        tracker.change { $0.nextAttemptAt = due }
        if seconds > Self.longWait { try await tracker.save() }
        let isOver = (try? await clock.sleep(seconds: seconds)) != nil
        tracker.change { $0.nextAttemptAt = nil }
        return isOver
    }

    /// Takes the confirmation of all bytes into progress and record, whose next write is the delivery.
    func acknowledgeAll(_ total: Int64) {
        meter.acknowledged(total)
        _ = tracker.acknowledged(total, of: total, attempts: tally.attempts, at: clock.now())
    }

    /// Takes what the server confirmed into progress and record; milestones are worth a write.
    func acknowledge(_ bytes: Int64, of total: Int64) async throws(FerryError) {
        meter.acknowledged(bytes)
        if tracker.acknowledged(bytes, of: total, attempts: tally.attempts, at: clock.now()) {
            try await tracker.save()
        }
    }
}

extension RetryCause {
    /// Whether the failed request itself was time lost.
    var isStall: Bool {
        switch self {
        case .stall, .firstByte, .timeout: true
        default: false
        }
    }
}
