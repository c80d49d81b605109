import FerryCore
import HTTPTypes
import Synchronization

/// Performs single actions of the parts machine; any number at once.
protocol PartsWork: Sendable {
    var cargo: UploadCargo { get }
    var desk: TransferDesk { get }
    var disk: BlockingLane { get }
    /// The protocol, as far as whole objects go.
    var storage: any StorageDialect { get }
    /// Where the object is, or will be; `nil` until the server names it.
    var object: String? { get }
    /// How the object was proved, so far.
    var seen: SharedProof { get }

    /// Whether parts are left at the server when the object is there.
    var leavesParts: Bool { get }

    /// The tag that an object of these parts should bear; `nil` when it cannot be told.
    func entityTag(of parts: [PartReference]) -> String?

    /// Performs one action that is not an end.
    func perform(
        _ action: PartsStateMachine.Action, upload: PartsUpload?, features: PartsFeatures
    ) async throws(FerryError) -> PartsStateMachine.Event

    /// The object is delivered: what its parts left at the server is of no use any more.
    func tidy() async throws(FerryError)
}

/// How an object was proved.
final class SharedProof: Sendable {
    /// The facts.
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

    private let facts = Mutex(Proof())

    var now: Proof { facts.withLock { $0 } }

    func note(_ change: (inout Proof) -> Void) { facts.withLock { change(&$0) } }
}

extension PartsWork {
    typealias Event = PartsStateMachine.Event

    var proof: SharedProof.Proof { seen.now }

    func note(_ change: (inout SharedProof.Proof) -> Void) { seen.note(change) }

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

    /// A part, or a whole object, was taken.
    func acknowledged(
        _ chunk: Chunk, _ exchange: TransferDesk.Exchange, _ reference: PartReference
    ) throws(FerryError) {
        try desk.note(.partEnded(index: chunk.index, sent: exchange.sent, kept: reference))
        desk.tracker.emit(
            .chunkAcknowledged(
                .init(index: chunk.index, offset: chunk.offset, length: chunk.length, attempt: exchange.attempt)))
    }

    /// Waits before the next attempt.
    func wait(
        _ seconds: Double, _ cause: RetryCause, _ failures: Int, _ error: FerryError
    ) async throws(FerryError) -> Event {
        let isOver = try await desk.wait(seconds, cause: cause, failures: failures, error: error, lost: 0)
        return isOver ? .waitEnded : .cancelRequested
    }
}
