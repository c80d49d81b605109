import FerryCore
import FerryTesting

/// A storage in memory that answers the orders of the parts machine with events, well or badly.
struct PartsServerModel {
    typealias Event = PartsStateMachine.Event

    /// How it behaves.
    enum Character: String, CaseIterable, Sendable {
        /// Does what it is asked and says so.
        case honest
        /// Refuses, breaks off, loses replies, forgets parts and uploads, knows no conditions; what it says is true.
        case flaky
        /// The same, and it claims to keep what it dropped, lists what it has not, and says success for nothing.
        case lying
    }

    /// An object at the name.
    struct Object: Equatable {
        var bytes: [UInt8]
        var marker: ObjectMarker?
    }

    enum Fault {
        case none
        case refused
        case lost
        case busy
        case gone
        case unknownFeature
        case final
    }

    let character: Character
    var object: Object?
    var uploads: [String: [Int: [UInt8]]] = [:]
    private(set) var begun = 0
    /// Objects that were made; the present one and those it replaced.
    private(set) var made = 0
    private var random: SeededRandom

    init(_ character: Character, seed: UInt64) {
        self.character = character
        random = SeededRandom(seed: seed &* 7 &+ 3)
    }

    static func checksum(_ bytes: some Sequence<UInt8>) -> Checksum? {
        var hash: UInt32 = 2_166_136_261
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Checksum(.crc32c, bytes: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: hash >> $0) })
    }

    private func facts(_ object: Object) -> ObjectFacts {
        ObjectFacts(
            bytes: Int64(object.bytes.count), checksums: [Self.checksum(object.bytes)].compactMap(\.self),
            marker: object.marker)
    }

    mutating func inspect() -> Event {
        switch fault() {
        case .refused, .lost, .gone: return failed(.firstByte, .uploadStalled)
        case .busy: return failed(.status5xx, .destinationServerError, after: 1)
        case .final: return failed(.auth, .destinationUnauthorized)
        case .none, .unknownFeature: return .inspected(object.map(facts))
        }
    }

    mutating func store(_ bytes: [UInt8], _ marker: ObjectMarker, guarded: Bool) -> Event {
        let fault = fault()
        switch fault {
        case .refused: return failed(.connect, .destinationUnreachable)
        case .busy: return failed(.status429, .destinationServerError, after: 2)
        case .final: return failed(.auth, .destinationUnauthorized)
        case .unknownFeature: return failed(.other, .destinationWrongProtocol, kind: oddity())
        case .gone, .lost, .none: break
        }
        if guarded, object != nil { return failed(.other, .destinationConflict, .retry, kind: .nameTaken) }
        if fault != .gone { make(bytes, marker) }
        if fault == .lost || fault == .gone { return failed(.reset, .destinationUnreachable) }
        var told = object.map(facts) ?? ObjectFacts(bytes: 0)
        told.marker = nil
        return .stored(told)
    }

    mutating func begin(_ partBytes: Int64, replaces: Bool) -> Event {
        switch fault() {
        case .refused, .gone: return failed(.connect, .destinationUnreachable)
        case .busy: return failed(.status5xx, .destinationServerError, after: 0.2)
        case .final: return failed(.auth, .destinationUnauthorized)
        case .unknownFeature: return failed(.other, .destinationWrongProtocol, kind: .checksumRefused)
        case .lost:
            uploads["lost\(begun)"] = [:]
            return failed(.firstByte, .uploadStalled)
        case .none: break
        }
        begun += 1
        uploads["u\(begun)"] = [:]
        return .begun(PartsUpload(id: "u\(begun)", partBytes: partBytes, checksum: .crc32c, replaces: replaces))
    }

    mutating func send(_ bytes: [UInt8], _ index: Int, _ id: String) -> Event {
        let fault = fault()
        guard uploads[id] != nil, fault != .gone else {
            uploads[id] = nil
            return partFailed(index, .expired, .uploadExpired)
        }
        switch fault {
        case .refused: return partFailed(index, .connect, .destinationUnreachable)
        case .busy: return partFailed(index, .status429, .destinationServerError, after: 400)
        case .final: return partFailed(index, .auth, .destinationUnauthorized)
        case .unknownFeature: return partFailed(index, .checksum, .verifyChecksum, kind: .checksumRefused)
        case .lost:
            if Bool.random(using: &random) { uploads[id]?[index] = bytes }
            return partFailed(index, .reset, .destinationUnreachable, mayHaveArrived: true)
        case .none, .gone: break
        }
        if !lies() { uploads[id]?[index] = bytes }
        return .partKept(index, PartReference(entityTag: "t", checksum: Self.checksum(bytes)))
    }

    /// A page of parts, or why there is none.
    mutating func list(_ id: String, after: Int?, limit: Int) -> Event {
        switch fault() {
        case .refused, .lost, .unknownFeature: return failed(.timeout, .uploadStalled)
        case .busy: return failed(.status5xx, .destinationServerError, after: 1)
        case .final: return failed(.auth, .destinationUnauthorized)
        case .gone: uploads[id] = nil
        case .none: break
        }
        guard let held = uploads[id] else { return failed(.expired, .uploadExpired) }
        let indexes = held.keys.sorted().filter { $0 > (after ?? -1) }
        var parts = indexes.prefix(limit).map { index in
            let bytes = held[index] ?? []
            return ListedPart(
                index: index, bytes: Int64(bytes.count), entityTag: "t",
                checksums: [Self.checksum(bytes)].compactMap(\.self))
        }
        if lies() { parts.append(ListedPart(index: .random(in: -1...40, using: &random), bytes: 4, entityTag: "x")) }
        let next = indexes.count > limit ? parts.last?.index : nil
        return .listed(PartsPage(parts: parts, next: lies() ? .random(in: -3...9, using: &random) : next))
    }

    mutating func complete(_ id: String, _ references: [PartReference], _ marker: ObjectMarker, guarded: Bool) -> Event
    {
        let fault = fault()
        switch fault {
        case .refused: return failed(.connect, .destinationUnreachable)
        case .busy: return failed(.status5xx, .destinationServerError, .retry)
        case .final: return failed(.auth, .destinationUnauthorized)
        case .unknownFeature: return failed(.other, .destinationWrongProtocol, kind: oddity())
        case .gone: uploads[id] = nil
        case .lost, .none: break
        }
        guard let held = uploads[id] else { return failed(.expired, .uploadExpired) }
        if guarded, object != nil { return failed(.other, .destinationConflict, .retry, kind: .nameTaken) }
        guard references.indices.allSatisfy({ held[$0] != nil }) else {
            return failed(.other, .destinationConflict, .retry, kind: .partsDiffer)
        }
        if lies() { return .completed }
        make(references.indices.flatMap { held[$0] ?? [] }, marker)
        uploads[id] = nil
        return fault == .lost ? failed(.status5xx, .destinationServerError) : .completed
    }

    private mutating func make(_ bytes: [UInt8], _ marker: ObjectMarker) {
        object = Object(bytes: lies() ? Array(bytes.dropLast()) : bytes, marker: marker)
        made += 1
    }
}

extension PartsServerModel {
    private mutating func oddity() -> PartsFailure.Kind {
        Bool.random(using: &random) ? .guardRefused : .checksumRefused
    }

    private mutating func lies() -> Bool { character == .lying && Int.random(in: 0..<8, using: &random) == 0 }

    private mutating func fault() -> Fault {
        guard character != .honest else { return .none }
        return switch Int.random(in: 0..<200, using: &random) {
        case 0..<135: .none
        case 135..<155: .refused
        case 155..<175: .lost
        case 175..<183: .busy
        case 183..<188: .gone
        case 188..<198: .unknownFeature
        default: .final
        }
    }

    private mutating func failure(
        _ cause: RetryCause, _ code: FerryError.Code, _ disposition: FerryError.Disposition?, _ seconds: Double?,
        _ kind: PartsFailure.Kind
    ) -> PartsFailure {
        let error = FerryError(
            code, "it failed", disposition: seconds == nil ? disposition : .retryAfter, retryAfterSeconds: seconds)
        return PartsFailure(kind, UploadFailure(cause, error))
    }

    private mutating func failed(
        _ cause: RetryCause, _ code: FerryError.Code, _ disposition: FerryError.Disposition? = nil,
        after seconds: Double? = nil, kind: PartsFailure.Kind = .plain
    ) -> Event {
        .failed(failure(cause, code, disposition, seconds, kind), jitter: Double.random(in: 0...1, using: &random))
    }

    private mutating func partFailed(
        _ index: Int, _ cause: RetryCause, _ code: FerryError.Code, after seconds: Double? = nil,
        kind: PartsFailure.Kind = .plain, mayHaveArrived: Bool = false
    ) -> Event {
        .partFailed(
            index, failure(cause, code, kind == .checksumRefused ? .giveUp : nil, seconds, kind),
            mayHaveArrived: mayHaveArrived, jitter: Double.random(in: 0...1, using: &random))
    }
}
