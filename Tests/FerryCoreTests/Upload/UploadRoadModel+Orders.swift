import FerryCore

extension UploadRoadModel {
    /// Gives the machine an event and carries its order out.
    mutating func feed(_ event: UploadStateMachine.Event, isVoid: Bool = false) {
        let action = machine.on(event)
        require(
            isVoid == (isAbandon(action) || (isFail(action) && isVoid)), "\(action) after \(event), void: \(isVoid)")
        switch action {
        case .none: checkRest()
        case .claim: require(false, "a name is asked for where uploads have no names")
        case .create(let length, let chunk): create(length, chunk)
        case .locate:
            begin(.locate)
            reply = server.locate()
        case .send(let chunk, let declaring): send(chunk, declaring)
        case .wait(let seconds, _, let failures, let error): wait(seconds, failures, error)
        case .abandon(let lostBytes, _): abandon(lostBytes)
        case .confirm(let needsHash): confirm(needsHash)
        case .finish: finish(action, isExpected: event == .confirmed)
        case .stop: finish(action, isExpected: event == .cancelRequested)
        case .fail: finish(action, isExpected: mayFail(after: event, isVoid: isVoid))
        }
        require(machine.acknowledged == acknowledged, "\(machine.acknowledged) bytes acknowledged, not \(acknowledged)")
    }

    mutating func expectNothing(from event: UploadStateMachine.Event) {
        let before = machine
        let action = machine.on(event)
        require(action == .none, "\(event) in \(before.state) was answered with \(action)")
        require(
            machine.state == before.state && machine.acknowledged == before.acknowledged
                && machine.attempts == before.attempts && machine.freshStarts == before.freshStarts,
            "\(event) in \(before.state) changed the machine")
    }

    private mutating func begin(_ next: Request) {
        require(request == nil && !isWaiting, "\(next) is ordered while \(String(describing: request)) is under way")
        request = next
    }

    private mutating func checkRest() {
        guard request == nil, !isWaiting else { return }
        require(length == nil && acknowledged == sealed, "rest at \(acknowledged) of \(sealed), \(machine.state)")
    }

    private mutating func create(_ declared: Int64?, _ chunk: Chunk?) {
        begin(.create)
        creations += 1
        require(declared == length, "created with length \(String(describing: declared))")
        if let chunk {
            require(chunk.offset == 0 && chunk.length > 0 && chunk.length <= Self.chunkBytes, "created with \(chunk)")
            require(chunk.end < sealed, "the creating request carries the last byte: \(chunk)")
            require(creations == 1, "the creating request carries bytes again")
            highWater = max(highWater, chunk.end)
        }
        reply = server.create(length: declared, body: bytes(chunk))
    }

    private mutating func send(_ chunk: Chunk, _ declaring: Int64?) {
        begin(.send(chunk))
        require(!mustAsk, "\(chunk) is sent and the offset was not asked")
        require(chunk.offset == acknowledged && chunk.end <= sealed, "\(chunk) at \(acknowledged) of \(sealed)")
        require(chunk.length <= Self.chunkBytes, "\(chunk) is too long")
        require(chunk.length > 0 || declaring != nil, "\(chunk) is of no use")
        require(declaring == nil || declaring == length, "declared \(String(describing: declaring))")
        highWater = max(highWater, chunk.end)
        reply = server.send(bytes(chunk), at: chunk.offset, declaring: declaring)
    }

    private mutating func wait(_ seconds: Double, _ failures: Int, _ error: FerryError) {
        require(request == nil && !isWaiting, "a wait while \(String(describing: request)) is under way")
        require(failures == failuresInARow && failures <= Self.policy.maxRetries, "\(failures) failures in a row")
        let drawn = min(4, 0.5 * Double(1 << (failures - 1)))
        let asked = error.retryAfterSeconds.map { min($0, 300) }
        let bounds = asked.map { $0...$0 + drawn / 10 } ?? 0...drawn
        require(bounds.contains(seconds), "a wait of \(seconds) s, not in \(bounds)")
        isWaiting = true
    }

    private mutating func abandon(_ lostBytes: Int64) {
        begin(.abandon)
        freshStarts += 1
        require(freshStarts == 1, "fresh start number \(freshStarts)")
        require(lostBytes == acknowledged, "\(lostBytes) lost of \(acknowledged)")
        acknowledged = 0
        highWater = 0
        isAdopted = false
        reply = server.abandon()
    }

    private mutating func confirm(_ needsHash: Bool) {
        begin(.confirm)
        require(acknowledged == length, "confirming \(acknowledged) of \(String(describing: length))")
        require(needsHash == isAdopted, "needs hash: \(needsHash), adopted: \(isAdopted)")
        reply = server.confirm()
    }

    private mutating func finish(_ action: UploadStateMachine.Action, isExpected: Bool) {
        require(isExpected, "\(action) came from nothing")
        end = action
    }

    private func mayFail(after event: UploadStateMachine.Event, isVoid: Bool) -> Bool {
        if case .failed(let failure, _) = event, failure.error.disposition == .giveUp { return true }
        return isVoid ? freshStarts == 1 : failuresInARow == Self.policy.maxRetries + 1
    }

    /// What must hold when all is over.
    mutating func checkEnd() {
        guard violations.isEmpty, let end else { return }
        let failure = UploadFailure(.reset, FerryError(.destinationUnreachable, "late"))
        for event in [
            .started(resuming: nil), .created(offset: 0), .located(offset: 0), .chunkAccepted(newOffset: 60),
            .failed(failure, jitter: 0), .waitEnded, .sealed(bytes: 60, length: 60), .abandoned, .confirmed,
            .cancelRequested,
        ] as [UploadStateMachine.Event] {
            expectNothing(from: event)
        }
        // An attempt moves bytes, counts as a failure, declares the length, or is the last of its upload.
        let bound = moves + Self.policy.maxRetries * (moves + 1) + 2 * (freshStarts + 1)
        require(machine.attempts <= bound, "\(machine.attempts) attempts, at most \(bound) are due")
        guard server.character != .lying else { return }
        if end == .finish { require(server.uploads.last?.bytes == object, "the server holds other bytes") }
        let complete = server.uploads.filter(\.isComplete).count
        require(end != .finish || complete >= 1, "finished, and the server has no object")
        require(complete <= 1 || object.isEmpty, "\(complete) objects at the server")
    }

    private func bytes(_ chunk: Chunk?) -> ArraySlice<UInt8> {
        chunk.map { object[Int($0.offset)..<Int($0.end)] } ?? []
    }

    private func isAbandon(_ action: UploadStateMachine.Action) -> Bool {
        if case .abandon = action { true } else { false }
    }

    private func isFail(_ action: UploadStateMachine.Action) -> Bool {
        if case .fail = action { true } else { false }
    }
}
