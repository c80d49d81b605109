import FerryCore
import HTTPTypes

/// Drives the upload machine of one object: performs its actions and reports what happened. Lives in one task.
final class UploadRun {
    /// What came of an upload.
    struct Delivery: Sendable {
        var location: String
        var check: Receipt.Check
        var remoteChecksum: Receipt.Checksum?
        var firstByteSent: Timestamp?
        var sendSeconds: Double
        var confirmSeconds: Double
        var tally: TransferTally
        var bytesSentNow: Int64
    }

    /// What goes out, and by what.
    struct Cargo {
        var reader: LayoutReader
        var guardian: SourceGuard?
        var sha256: String
        var fileName: String
        var mediaType: String
        var jobTag: String
        var length: Int64 { reader.layout.length }
    }

    /// A wait of more seconds than these is written into the record.
    static let longWait = 30.0

    let cargo: Cargo
    let link: DestinationLink
    let settings: SendSettings
    let gate: SlotGate
    let tracker: JobTracker
    let journal: ChunkJournal
    let clock: any FerryClock
    let jitter: @Sendable () -> Double
    var tally: TransferTally
    var location: String?
    var located: LocatedUpload?
    /// What the server can do, once asked.
    var known: UploadCapabilities?
    var confirmStarted: Timestamp?
    /// Whether the server named more bytes than were ever on their way.
    var claimsTooMuch = false
    /// Whether the server was not yet asked where an earlier run's upload stands.
    var isResuming: Bool
    /// Seconds the latest request took.
    var lastRequestSeconds = 0.0
    /// Body bytes the latest request handed to the network.
    var lastRequestBytes: Int64 = 0
    let meter: ProgressMeter

    init(
        cargo: Cargo, link: DestinationLink, settings: SendSettings, gate: SlotGate, tracker: JobTracker,
        journal: ChunkJournal, tally: TransferTally, clock: any FerryClock, jitter: @escaping @Sendable () -> Double
    ) {
        self.cargo = cargo
        self.link = link
        self.settings = settings
        self.gate = gate
        self.tracker = tracker
        self.journal = journal
        self.tally = tally
        self.clock = clock
        self.jitter = jitter
        location = tracker.job.upload?.location
        isResuming = location != nil
        meter = ProgressMeter(
            tracker: tracker, clock: clock, acknowledged: isResuming ? tally.acknowledged : 0, total: cargo.length)
    }

    /// Runs the upload to its end.
    ///
    /// - Throws: ``FerryError``; what is at the server stays unless the bytes there are void.
    func run() async throws(FerryError) -> Delivery {
        let started = clock.now()
        let sentBefore = tally.sent
        tracker.become(.queued)
        let capabilities = location == nil ? try await capabilities() : UploadCapabilities()
        if let refusal = capabilities.refusal { throw refusal }
        if let limit = capabilities.maxBytes, limit < cargo.length {
            throw FerryError(.destinationTooLarge, "the object has \(cargo.length) bytes, the server takes \(limit)")
        }
        var machine = UploadStateMachine(
            sealed: cargo.length, length: cargo.length, planner: ChunkPlanner(chunkBytes: settings.chunkBytes),
            policy: settings.retry, createsWithBody: capabilities.createsWithBody)
        var action = machine.on(.started(resuming: location == nil ? nil : tally.resumed))
        while true {
            if Task.isCancelled, !machine.isAtEnd { action = machine.on(.cancelRequested) }
            switch action {
            case .finish: return try delivery(started: started, sentBefore: sentBefore)
            case .fail(let error): throw error
            case .stop, .none: throw FerryError(.cancelled, "stopped by request")
            default: action = machine.on(try await perform(action))
            }
        }
    }

    /// Performs one action that is not an end.
    private func perform(
        _ action: UploadStateMachine.Action
    ) async throws(FerryError) -> UploadStateMachine.Event {
        switch action {
        case .create(let length, let chunk): return try await create(length: length, chunk: chunk)
        case .locate: return try await locate()
        case .send(let chunk, let declaring): return try await send(chunk, declaring: declaring)
        case .wait(let seconds, let cause, let failures, let error):
            return try await wait(seconds, cause, failures, error)
        case .abandon(let lost, let cause): return try await abandon(lost: lost, cause: cause)
        case .confirm(let needsHash): return try await confirm(needsHash: needsHash)
        case .finish, .fail, .stop, .none: preconditionFailure("an end is not performed")
        }
    }

    /// Adds an entry to the journal and to the sum of it.
    func note(_ entry: JournalEntry) throws(FerryError) {
        if case .requests(0) = entry { return }
        try journal.append(entry)
        tally.add(entry)
    }

    private func delivery(started: Timestamp, sentBefore: Int64) throws(FerryError) -> Delivery {
        guard let location else { throw FerryError(.destinationWrongProtocol, "the upload has no URL") }
        let ended = clock.now()
        let confirming = confirmStarted ?? ended
        return Delivery(
            location: location, check: located?.sha256 == nil ? .length : .checksum,
            remoteChecksum: located?.sha256.map { Receipt.Checksum(algorithm: "sha-256", value: $0) },
            firstByteSent: meter.firstByte, sendSeconds: confirming.seconds(since: started),
            confirmSeconds: ended.seconds(since: confirming), tally: tally, bytesSentNow: tally.sent - sentBefore)
    }
}
