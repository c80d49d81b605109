import FerryCore

extension PartsRoadModel {
    /// Gives the machine an event and carries its orders out.
    mutating func feed(_ event: PartsStateMachine.Event) {
        for action in machine.on(event) where end == nil { perform(action) }
        require(underWay.count { $0.errand == .bodiless } <= 1, "two requests without a body at once")
        require(underWay.count { $0.errand == .wait } <= 1, "two waits at once")
        let bodies = underWay.count { $0.errand.hasBody }
        require(bodies <= width, "\(bodies) bodies at once, \(width) allowed")
    }

    private mutating func perform(_ action: PartsStateMachine.Action) {
        switch action {
        case .inspect: begin(.bodiless, server.inspect())
        case .compare(let facts): compare(facts)
        case .store(let replaces): store(replaces)
        case .begin(let bytes, let replaces): beginUpload(bytes, replaces)
        case .list(let after): begin(.bodiless, server.list(upload?.id ?? "", after: after, limit: 3))
        case .match(let listed): begin(.bodiless, .matched(match(listed)))
        case .send(let chunk): send(chunk)
        case .ask(let chunk): ask(chunk)
        case .complete(let references, let replaces): complete(references, replaces)
        case .rewind(let from, let to, _):
            rewinds += 1
            require(from > to && to == machine.acknowledged || to == 0, "rewound from \(from) to \(to)")
        case .abort(let isGone, _): abort(isGone)
        case .remove:
            server.object = nil
            begin(.bodiless, .removed)
        case .wait(let seconds, _, let failures, _):
            require(failures <= Self.policy.maxRetries && seconds <= 304, "wait \(seconds) after \(failures)")
            begin(.wait, .waitEnded)
        case .finish, .fail, .stop: end = action
        }
    }

    private mutating func begin(_ errand: Errand, _ reply: PartsStateMachine.Event) {
        underWay.append((errand, reply))
    }

    /// Whether nothing but a wait is under way.
    private var isAlone: Bool { !underWay.contains { $0.errand != .wait } }

    private mutating func compare(_ facts: ObjectFacts) {
        let isSame =
            facts.bytes == object.count && facts.checksums.allSatisfy { $0 == PartsServerModel.checksum(object) }
        begin(.bodiless, isSame ? .confirmed : .mismatched(FerryError(.verifyChecksum, "it differs")))
    }

    private mutating func store(_ replaces: Bool) {
        require(length != nil && isReleased, "stored before it is closed and released")
        require(isAlone, "stored beside other requests")
        begin(.whole, server.store(object, Self.marker, guarded: !replaces && machine.features.guardsNames))
    }

    private mutating func beginUpload(_ bytes: Int64, _ replaces: Bool) {
        require(bytes >= Self.limits.minBytes && bytes <= Self.limits.maxBytes, "parts of \(bytes) bytes")
        if let length { require((length + bytes - 1) / bytes <= Self.limits.maxCount, "too many parts of \(bytes)") }
        require(isAlone, "begun beside other requests")
        kept = []
        sentParts = [:]
        begin(.bodiless, server.begin(bytes, replaces: replaces))
    }

    private mutating func send(_ chunk: Chunk) {
        guard let upload else { return require(false, "a part without an upload") }
        require(chunk.offset == Int64(chunk.index) * upload.partBytes, "\(chunk) lies askew")
        require(chunk.length == upload.partBytes || chunk.end == length, "\(chunk) is short")
        require(chunk.length > 0 && chunk.end <= sealed, "\(chunk) is not sealed")
        require(!kept.contains(chunk.index), "part \(chunk.index) is sent though it is kept")
        require(!underWay.contains { $0.errand == .part(chunk.index) }, "part \(chunk.index) is under way twice")
        sentParts[chunk.index, default: 0] += 1
        let bytes = Array(object[Int(chunk.offset)..<Int(chunk.end)])
        begin(.part(chunk.index), server.send(bytes, chunk.index, upload.id))
    }

    private mutating func ask(_ chunk: Chunk) {
        let after = chunk.index > 0 ? chunk.index - 1 : nil
        switch server.list(upload?.id ?? "", after: after, limit: 1) {
        case .listed(let page):
            let found = match(page.parts.filter { $0.index == chunk.index })[chunk.index]
            begin(.bodiless, found.map { .partKept(chunk.index, $0) } ?? .partMissing(chunk.index))
        case let other: begin(.bodiless, other)
        }
    }

    /// Which listed parts hold the bytes that are here, as a shell finds out.
    private func match(_ listed: [ListedPart]) -> [Int: PartReference] {
        guard let upload else { return [:] }
        var found: [Int: PartReference] = [:]
        for part in listed {
            let start = part.index * Int(upload.partBytes)
            guard part.index >= 0, start < Int(sealed) else { continue }
            let end = min(start + Int(upload.partBytes), Int(sealed))
            guard length != nil || end - start == Int(upload.partBytes) else { continue }
            let here = Array(object[start..<end])
            let proof = part.proof(bytes: Int64(here.count), remembered: nil, algorithm: .crc32c)
            if case .checksum(let told) = proof, told == PartsServerModel.checksum(here) {
                found[part.index] = PartReference(entityTag: part.entityTag, checksum: told)
            }
        }
        return found
    }

    private mutating func complete(_ references: [PartReference], _ replaces: Bool) {
        guard let upload, let length else { return require(false, "completed while it grows") }
        let count = Int((length + upload.partBytes - 1) / upload.partBytes)
        require(isReleased, "completed before it is released")
        require(references.count == count && kept.count >= count, "completed with \(references.count) of \(count)")
        require(isAlone, "completed beside other requests")
        let isGuarded = !replaces && machine.features.guardsNames
        begin(.bodiless, server.complete(upload.id, references, Self.marker, guarded: isGuarded))
    }

    private mutating func abort(_ isGone: Bool) {
        aborts += 1
        require(isAlone, "aborted beside other requests")
        if let upload, !isGone { server.uploads[upload.id] = nil }
        kept = []
        begin(.bodiless, .aborted)
    }

    /// What must hold at the end.
    func checkEnd() {
        switch end {
        case .finish?:
            require(server.object?.bytes == object, "finished with \(String(describing: server.object))")
            require(before != .stranger, "a stranger's object was overwritten")
            require(machine.acknowledged == object.count, "\(machine.acknowledged) acknowledged at the end")
        case .fail(let error)?:
            require(error.disposition != .retry && error.disposition != .retryAfter, "failed with \(error)")
            if before == .stranger { require(server.object?.bytes == [1, 2], "a stranger's object is gone") }
        case .stop?: break
        default: require(!violations.isEmpty, "no end")
        }
    }
}
