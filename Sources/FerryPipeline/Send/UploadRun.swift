import FerryCore
import HTTPTypes
import Synchronization

/// Drives the upload machine of one object: performs its actions and reports what happened. Lives in one task.
final class UploadRun {
    typealias Event = UploadStateMachine.Event

    let cargo: UploadCargo
    let dialect: any UploadDialect
    let desk: TransferDesk
    let settings: SendSettings
    /// Fits the size of chunks to the link; `nil` where it is fixed.
    let sizing: ChunkSizing?
    let disk: BlockingLane
    var lifetime = UploadLifetime()
    /// Whether it was told that uploads do not live long enough at the measured rate.
    var isWarned = false
    /// Seconds the upload will live, as last heard.
    var expiresIn: Double?
    var machine: UploadStateMachine
    var location: String?
    var located: ObjectFacts?
    /// What the server can do, once asked.
    var known: UploadCapabilities?
    var confirmStarted: Timestamp?
    /// Whether the server named more bytes than were ever on their way.
    var claimsTooMuch = false
    /// Whether the server was not yet asked where an earlier run's upload stands.
    var isResuming: Bool
    /// Whether an object that stands at the name may be replaced: it was judged to be ours.
    var replaces = false
    /// Whether what the server complained about was put right once.
    var isRemedied = false
    /// The version of what stood at the name and may be replaced.
    var replacedVersion: String?
    /// Whether the reply to our own last bytes said that the object is complete.
    var isFilledByUs = false
    /// Seconds the latest request took.
    var lastSeconds = 0.0
    /// The checksum of the whole object that the protocol wants, once computed.
    var objectChecksum: Checksum?

    init(
        cargo: UploadCargo, dialect: any UploadDialect, desk: TransferDesk, settings: SendSettings,
        sizing: ChunkSizing?, disk: BlockingLane
    ) {
        self.cargo = cargo
        self.dialect = dialect
        self.desk = desk
        self.settings = settings
        self.sizing = sizing
        self.disk = disk
        location = desk.tracker.job.upload?.location
        isResuming = location != nil
        machine = UploadStateMachine(
            sealed: cargo.length, length: cargo.length, planner: ChunkPlanner(chunkBytes: 1), policy: settings.retry,
            createsWithBody: false)
    }

    /// Runs the upload to its end.
    ///
    /// - Throws: ``FerryError``; what is at the server stays unless the bytes there are void.
    func run() async throws(FerryError) -> UploadDelivery {
        let started = desk.clock.now()
        let sentBefore = desk.tally.sent
        desk.tracker.become(.queued)
        try await prepare()
        var action = machine.on(.started(resuming: location == nil ? nil : desk.tally.resumed))
        while true {
            if Task.isCancelled, !machine.isAtEnd { action = machine.on(.cancelRequested) }
            switch action {
            case .finish: return try delivery(started: started, sentBefore: sentBefore)
            case .fail(let error): throw error
            case .stop, .none: throw FerryError(.cancelled, "stopped by request")
            default:
                let event = try await perform(action)
                resize()
                action = machine.on(event)
            }
        }
    }

    /// Asks what the server can do, where that matters, and makes the machine.
    private func prepare() async throws(FerryError) {
        if dialect.traits.sendsWhole, !desk.tally.hasSent { forgetPlace() }
        let capabilities = location == nil || needsLimits ? try await capabilities() : UploadCapabilities()
        if let refusal = capabilities.refusal { throw refusal }
        if let limit = capabilities.maxBytes, limit < cargo.length {
            throw FerryError(.destinationTooLarge, "the object has \(cargo.length) bytes, the server takes \(limit)")
        }
        machine = UploadStateMachine(
            sealed: cargo.length, length: cargo.length,
            planner: ChunkPlanner(
                chunkBytes: settings.chunkBytes ?? sizing?.chunkBytes ?? ChunkSizer.startBytes,
                limits: capabilities.chunkLimits, isAdaptive: sizing != nil, begun: desk.tally.chunks),
            policy: settings.retry, createsWithBody: capabilities.createsWithBody,
            claimsName: dialect.addressesByName && !mayStandThere,
            claimsAgain: dialect.addressesByName && !dialect.traits.sendsWhole, traits: dialect.traits)
        replaces = cargo.overwrites || mayStandThere || desk.tracker.job.upload?.replaces == true
        if let algorithm = dialect.traits.objectChecksum {
            objectChecksum = try await checksum(algorithm, of: 0..<cargo.length)
        }
    }

    /// Whether a resumed upload needs the server's limits, which a fresh one asks for anyhow.
    private var needsLimits: Bool {
        dialect.capabilities(from: nil).chunkLimits != .none || dialect.traits.closesExplicitly
    }

    /// Performs one action that is not an end.
    private func perform(_ action: UploadStateMachine.Action) async throws(FerryError) -> Event {
        switch action {
        case .claim: return try await claim()
        case .create(_, let chunk): return try await create(chunk)
        case .locate: return try await locate()
        case .send(let chunk, let declaring): return try await send(chunk, declaring: declaring)
        case .wait(let seconds, let cause, let failures, let error):
            let isOver = try await desk.wait(seconds, cause: cause, failures: failures, error: error, lost: lastSeconds)
            return isOver ? .waitEnded : .cancelRequested
        case .abandon(let lost, let cause): return try await abandon(lost: lost, cause: cause)
        case .confirm(let needsHash): return try await confirm(needsHash: needsHash)
        case .finish, .fail, .stop, .none: preconditionFailure("an end is not performed")
        }
    }

    private func delivery(started: Timestamp, sentBefore: Int64) throws(FerryError) -> UploadDelivery {
        guard let location = dialect.location(ofObject: cargo.objectName) ?? location else {
            throw FerryError(.destinationWrongProtocol, "the upload has no URL")
        }
        let ended = desk.clock.now()
        let confirming = confirmStarted ?? ended
        let tally = desk.tally
        let strongest = located?.strongestChecksum
        return UploadDelivery(
            location: location, check: strongest == nil ? .length : .checksum,
            remoteChecksum: strongest.map { Receipt.Checksum(algorithm: $0.algorithm.rawValue, value: $0.hex) },
            chunkBytes: dialect.traits.sendsWhole ? max(1, cargo.length) : machine.chunkBytes,
            chunkCount: sizing == nil || dialect.traits.sendsWhole ? nil : tally.chunks,
            firstByteSent: desk.meter.firstByte, sendSeconds: confirming.seconds(since: started),
            confirmSeconds: ended.seconds(since: confirming), tally: tally, bytesSentNow: tally.sent - sentBefore)
    }

    /// What the server can do; asked once, also when it does not answer.
    func capabilities() async throws(FerryError) -> UploadCapabilities {
        if let known { return known }
        let desk = desk
        var watch = RequestWatch()
        watch.paused = { desk.paused($0) }
        let (capabilities, requests) = await desk.link.capabilities(watch: watch)
        try desk.note(.requests(requests))
        known = capabilities
        return capabilities
    }

    /// A checksum over bytes of the object, computed beside the tasks.
    func checksum(_ algorithm: ChecksumAlgorithm, of range: Range<Int64>) async throws(FerryError) -> Checksum {
        let reader = cargo.reader
        return try await disk.run { () throws(FerryError) in try reader.checksum(algorithm, of: range) }
    }

    func failed(_ failure: UploadFailure) -> Event {
        failure.error.code == .cancelled ? .cancelRequested : .failed(failure, jitter: desk.draw())
    }
}
