import FerryCore
import HTTPTypes
import Synchronization

/// Performs single actions of the parts machine; any number at once.
final class PartsErrands: Sendable {
    typealias Event = PartsStateMachine.Event

    let cargo: UploadCargo
    let dialect: any PartsDialect
    let desk: TransferDesk
    let location: String
    let disk: BlockingLane
    /// What earlier runs wrote down of acknowledged parts.
    let remembered: [Int: PartReference]
    private let seen = Mutex(Proof())

    /// How the object was proved.
    struct Proof: Sendable {
        /// When the object was to be made of its parts.
        var started: Timestamp?
        /// By what it was compared; `nil` for its length.
        var checksum: Receipt.Checksum?
        /// The parts it was made of.
        var parts: [PartReference]?
        /// The checksum of the whole, where the parts' own give it.
        var whole: Checksum?
    }

    init(
        cargo: UploadCargo, dialect: any PartsDialect, desk: TransferDesk, location: String, disk: BlockingLane,
        remembered: [Int: PartReference]
    ) {
        self.cargo = cargo
        self.dialect = dialect
        self.desk = desk
        self.location = location
        self.disk = disk
        self.remembered = remembered
    }

    /// How the object was proved, so far.
    var proof: Proof { seen.withLock { $0 } }

    func note(_ change: (inout Proof) -> Void) { seen.withLock { change(&$0) } }

    /// Performs one action that is not an end.
    func perform(
        _ action: PartsStateMachine.Action, upload: PartsUpload?, features: PartsFeatures
    ) async throws(FerryError) -> Event {
        switch action {
        case .inspect: return try await inspect()
        case .compare(let facts): return try await compare(facts)
        case .store(let replaces): return try await store(replaces: replaces, features)
        case .begin(let bytes, let replaces): return try await begin(bytes, replaces: replaces, features)
        case .remove: return try await remove()
        case .abort(let isGone, let isFreshStart):
            return try await abort(upload, isGone: isGone, isFreshStart: isFreshStart)
        case .wait(let seconds, let cause, let failures, let error):
            let isOver = try await desk.wait(seconds, cause: cause, failures: failures, error: error, lost: 0)
            return isOver ? .waitEnded : .cancelRequested
        default:
            guard let upload else { preconditionFailure("parts belong to an upload") }
            return try await perform(action, of: upload, features)
        }
    }

    private func perform(
        _ action: PartsStateMachine.Action, of upload: PartsUpload, _ features: PartsFeatures
    ) async throws(FerryError) -> Event {
        switch action {
        case .list(let after): return try await list(upload, after: after)
        case .match(let listed): return .matched(try await match(listed, upload))
        case .send(let chunk): return try await send(chunk, upload)
        case .ask(let chunk): return try await ask(chunk, upload)
        case .complete(let parts, let replaces): return try await complete(upload, parts, replaces: replaces, features)
        default: preconditionFailure("an end is not performed")
        }
    }

    /// A checksum over bytes of the object, computed beside the tasks.
    func checksum(_ algorithm: ChecksumAlgorithm, of range: Range<Int64>) async throws(FerryError) -> Checksum {
        let reader = cargo.reader
        return try await disk.run { () throws(FerryError) in try reader.checksum(algorithm, of: range) }
    }

    /// Sends a request without body bytes and reads its reply.
    func ask<Value>(
        _ head: HTTPRequest, document: [UInt8]? = nil,
        _ read: (HTTPTransferResponse) -> Result<Value, PartsFailure>
    ) async throws(FerryError) -> Result<Value, PartsFailure> {
        let exchange = try await desk.exchange(
            head, document: document, maxReplyBytes: DestinationLink.documentBytes)
        return exchange.result.mapError { PartsFailure(.plain, $0) }.flatMap(read)
    }

    func failed(_ failure: PartsFailure) -> Event {
        failure.failure.error.code == .cancelled ? .cancelRequested : .failed(failure, jitter: desk.draw())
    }
}
