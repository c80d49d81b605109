import FerryCore

/// Drives the parts machine of one object: performs its actions, many at once, and reports what happened.
struct PartsRun {
    let cargo: UploadCargo
    let work: any PartsWork
    let desk: TransferDesk
    /// The machine before its first event.
    private let fresh: PartsStateMachine

    /// Parts beyond the slots: one is made ready and waits, so that a slot that gets free is never idle.
    private static let partsBeyondSlots = 1

    /// The part size where none is given: small enough to lose little, large enough for few requests.
    static func partBytes(length: Int64) -> Int64 { length < 1 << 30 ? 8 << 20 : 16 << 20 }

    /// A run at a storage with parts of its own.
    ///
    /// - Throws: ``FerryError`` when the object has no place there.
    init(
        cargo: UploadCargo, dialect: any PartsDialect, desk: TransferDesk, settings: SendSettings, disk: BlockingLane
    ) throws(FerryError) {
        guard let location = dialect.location(ofObject: cargo.objectName) else {
            throw FerryError(.destinationWrongProtocol, "the object has no place at the storage")
        }
        let wanted = settings.chunkBytes ?? Self.partBytes(length: cargo.length)
        let whole = min(dialect.maxWholeBytes, max(wanted, dialect.limits.minBytes))
        let features = desk.link.partsFeatures(of: dialect)
        let isGuarded = dialect.isNameGuardTrusted && features.guardsNames
        self.init(
            cargo: cargo,
            work: PartsErrands(
                cargo: cargo, dialect: dialect, desk: desk, location: location, disk: disk,
                remembered: desk.tally.partReferences),
            features: features,
            terms: .init(
                limits: dialect.limits, partBytes: wanted, maxWholeBytes: whole,
                // The condition on the name of an object in parts is judged after its last byte.
                looksFirst: !isGuarded || cargo.overwrites || desk.tally.hasBegun || cargo.length > whole,
                name: cargo.objectName, marker: cargo.marker, overwrites: cargo.overwrites, policy: settings.retry))
    }

    /// A run at a server whose parts are uploads of their own.
    init(
        cargo: UploadCargo, dialect: any JoiningDialect, joining: UploadCapabilities.Joining, desk: TransferDesk,
        settings: SendSettings, disk: BlockingLane
    ) {
        let places = desk.tracker.job.upload?.parts?.partials ?? PartialPlaces(joining: joining)
        self.init(
            cargo: cargo,
            work: PartialErrands(cargo: cargo, dialect: dialect, desk: desk, disk: disk, places: places),
            features: PartsFeatures(guardsNames: false, checksum: nil),
            terms: .init(
                limits: dialect.limits, partBytes: settings.chunkBytes ?? Self.partBytes(length: cargo.length),
                maxWholeBytes: -1, looksFirst: false, name: cargo.objectName, marker: cargo.marker,
                policy: settings.retry))
    }

    private init(
        cargo: UploadCargo, work: any PartsWork, features: PartsFeatures, terms: PartsStateMachine.Terms
    ) {
        self.cargo = cargo
        self.work = work
        desk = work.desk
        fresh = PartsStateMachine(
            sealed: cargo.length, length: cargo.length, features: features,
            width: work.desk.slots + Self.partsBeyondSlots, terms: terms)
    }

    /// Runs the upload to its end.
    ///
    /// - Throws: ``FerryError``; what is at the storage stays unless it is void.
    func run() async throws(FerryError) -> UploadDelivery {
        let started = desk.clock.now()
        let sentBefore = desk.tally.sent
        desk.tracker.become(.queued)
        let machine = try await drive(resuming: desk.tracker.job.upload?.parts)
        try await work.tidy()
        return try delivery(machine, started: started, sentBefore: sentBefore)
    }

    /// Lets the machine decide and the errands act until one of them is at the end.
    private func drive(
        resuming upload: PartsUpload?
    ) async throws(FerryError) -> PartsStateMachine {
        let result = await withTaskGroup(of: Result<PartsStateMachine.Event, FerryError>.self) { group in
            var machine = fresh
            var event = PartsStateMachine.Event.started(resuming: upload)
            while true {
                do throws(FerryError) {
                    if try await take(event, &machine, &group) {
                        group.cancelAll()
                        return Result<PartsStateMachine, FerryError>.success(machine)
                    }
                    let next = try await group.next()?.get()
                    event = Task.isCancelled ? .cancelRequested : next ?? .cancelRequested
                } catch {
                    group.cancelAll()
                    return .failure(error)
                }
            }
        }
        return try result.get()
    }

    /// Hands an event to the machine and starts what it orders.
    ///
    /// - Returns: Whether the object is there.
    private func take(
        _ event: PartsStateMachine.Event, _ machine: inout PartsStateMachine,
        _ group: inout TaskGroup<Result<PartsStateMachine.Event, FerryError>>
    ) async throws(FerryError) -> Bool {
        let (before, attempts) = (machine.features, machine.attempts)
        let actions = machine.on(.widened(desk.slots + Self.partsBeyondSlots)) + machine.on(event)
        if machine.features != before { desk.link.learn(machine.features) }
        try await acknowledge(event, machine, isFirst: attempts == 0)
        for action in actions {
            switch action {
            case .finish: return true
            case .fail(let error): throw error
            case .stop: throw FerryError(.cancelled, "stopped by request")
            case .rewind(let from, let to, let cause): try await rewind(from, to, cause)
            default:
                let (work, upload, features) = (work, machine.upload, machine.features)
                group.addTask {
                    do throws(FerryError) {
                        return .success(try await work.perform(action, upload: upload, features: features))
                    } catch {
                        return .failure(error)
                    }
                }
            }
        }
        return false
    }

    /// Takes acknowledged bytes into progress and record.
    private func acknowledge(
        _ event: PartsStateMachine.Event, _ machine: PartsStateMachine, isFirst: Bool
    ) async throws(FerryError) {
        switch event {
        case .partKept: try await desk.acknowledge(machine.acknowledged, of: cargo.length)
        case .matched(let kept):
            try desk.note(
                .partsFound(kept: kept.keys.sorted(), bytes: machine.acknowledged, isResumed: isFirst))
            try await desk.acknowledge(machine.acknowledged, of: cargo.length)
        case .confirmed:
            try await settle()
        default: break
        }
    }

    private func rewind(_ from: Int64, _ to: Int64, _ cause: RetryCause) async throws(FerryError) {
        desk.tracker.emit(.uploadRewound(.init(fromBytes: from, toBytes: to, reason: cause.rawValue)))
        desk.meter.acknowledged(to)
        desk.tracker.change { $0.acknowledgedBytes = to }
    }

    /// From now on the record names the object, not the upload. It is written with the delivery, which follows unless parts
    /// must be cleared away first: a process that dies before finds the object, as it does when it dies right after the
    /// storage made it.
    private func settle() async throws(FerryError) {
        desk.tracker.become(.confirming)
        let record = UploadRecord(dialect: work.storage.name, location: work.object ?? "")
        desk.tracker.change { $0.upload = record }
        desk.acknowledgeAll(cargo.length)
        if work.leavesParts { try await desk.tracker.save() }
    }

    private func delivery(
        _ machine: PartsStateMachine, started: Timestamp, sentBefore: Int64
    ) throws(FerryError) -> UploadDelivery {
        guard let location = work.object else { throw FerryError(.destinationWrongProtocol, "the object has no URL") }
        let ended = desk.clock.now()
        let proof = work.proof
        let confirming = proof.started ?? ended
        let tally = desk.tally
        return UploadDelivery(
            location: location, check: proof.checksum == nil ? .length : .checksum,
            remoteChecksum: proof.checksum, chunkBytes: machine.upload?.partBytes ?? max(1, cargo.length),
            chunkCount: nil, firstByteSent: desk.meter.firstByte, sendSeconds: confirming.seconds(since: started),
            confirmSeconds: ended.seconds(since: confirming), tally: tally, bytesSentNow: tally.sent - sentBefore)
    }
}
