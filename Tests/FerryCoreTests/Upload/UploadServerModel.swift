import FerryCore
import FerryTesting

/// A server in memory that answers the upload machine's orders with events, well or badly.
struct UploadServerModel {
    /// How it behaves.
    enum Character: String, CaseIterable, Sendable {
        /// Does what it is asked and says so.
        case honest
        /// Refuses, breaks off, loses replies, keeps parts, forgets bytes and whole uploads; what it says is true.
        case flaky
        /// The same, and the offsets it names are often invented.
        case lying
    }

    /// One upload at the server.
    struct Upload {
        var bytes: [UInt8] = []
        var length: Int64?
        var isGone = false
        var isComplete: Bool { !isGone && length == Int64(bytes.count) }
    }

    private enum Fault {
        case none
        case refused
        case broken
        case busy
        case forgetful
        case gone
        case final
    }

    let character: Character
    private(set) var uploads: [Upload] = []
    private var random: SeededRandom

    init(character: Character, seed: UInt64) {
        self.character = character
        random = SeededRandom(seed: seed &* 3 &+ 1)
    }

    /// Starts with an upload of an earlier run.
    mutating func remember(_ bytes: ArraySlice<UInt8>, length: Int64?) {
        uploads.append(Upload(bytes: Array(bytes), length: length))
    }

    mutating func create(length: Int64?, body: ArraySlice<UInt8>) -> UploadStateMachine.Event {
        switch fault() {
        case .refused: return failure(.connect, .destinationUnreachable)
        case .busy: return failure(.status429, .destinationServerError, after: 2)
        case .final: return failure(.auth, .destinationUnauthorized)
        case .broken:
            uploads.append(Upload(bytes: Array(body.prefix(part(of: body.count))), length: length))
            return failure(.reset, .destinationUnreachable)
        case .none, .forgetful, .gone:
            uploads.append(Upload(bytes: Array(body), length: length))
            return .created(offset: said(Int64(body.count), length))
        }
    }

    mutating func locate() -> UploadStateMachine.Event {
        switch fault() {
        case .refused, .broken: return failure(.firstByte, .uploadStalled)
        case .busy: return failure(.status5xx, .destinationServerError, after: 0.5)
        case .final: return failure(.auth, .destinationUnauthorized)
        case .forgetful: change { $0.bytes.removeLast(min(3, $0.bytes.count)) }
        case .gone: change { $0.isGone = true }
        case .none: break
        }
        guard let upload = uploads.last, !upload.isGone else { return failure(.expired, .uploadExpired) }
        return .located(offset: said(Int64(upload.bytes.count)), length: upload.length)
    }

    mutating func send(_ body: ArraySlice<UInt8>, at offset: Int64, declaring: Int64?) -> UploadStateMachine.Event {
        let fault = fault()
        guard let upload = uploads.last, !upload.isGone, fault != .gone else {
            change { $0.isGone = true }
            return failure(.expired, .uploadExpired)
        }
        guard Int64(upload.bytes.count) == offset else {
            return failure(.offset, .destinationConflict, .retry)
        }
        switch fault {
        case .refused: return failure(.status423, .destinationConflict, .retry)
        case .busy: return failure(.status429, .destinationServerError, after: 400)
        case .final: return failure(.other, .destinationTooLarge)
        case .broken:
            keep(body.prefix(part(of: body.count)), declaring)
            return failure(.stall, .uploadStalled)
        case .forgetful: keep(body.prefix(part(of: body.count)), declaring)
        case .none, .gone: keep(body, declaring)
        }
        return .chunkAccepted(newOffset: said(Int64(uploads.last?.bytes.count ?? 0)))
    }

    mutating func confirm() -> UploadStateMachine.Event {
        switch fault() {
        case .none, .forgetful: .confirmed
        case .refused, .broken, .busy: failure(.timeout, .uploadStalled)
        case .gone: failure(.expired, .uploadExpired)
        case .final: failure(.other, .verifyChecksum)
        }
    }

    mutating func abandon() -> UploadStateMachine.Event {
        change { $0.isGone = true }
        return .abandoned
    }

    private mutating func keep(_ body: ArraySlice<UInt8>, _ declaring: Int64?) {
        change {
            $0.bytes += body
            $0.length = $0.length ?? declaring
        }
    }

    private mutating func change(_ change: (inout Upload) -> Void) {
        guard !uploads.isEmpty else { return }
        change(&uploads[uploads.count - 1])
    }

    private mutating func part(of count: Int) -> Int { Int.random(in: 0...count, using: &random) }

    private mutating func fault() -> Fault {
        guard character != .honest else { return .none }
        return switch Int.random(in: 0..<200, using: &random) {
        case 0..<130: .none
        case 130..<150: .refused
        case 150..<175: .broken
        case 175..<185: .busy
        case 185..<194: .forgetful
        case 194..<198: .gone
        default: .final
        }
    }

    /// The offset that is named: the true one, or with a liar any.
    private mutating func said(_ offset: Int64, _ length: Int64? = nil) -> Int64 {
        guard character == .lying, Int.random(in: 0..<4, using: &random) == 0 else { return offset }
        let inventions = [-1, Int64.min, 0, offset - 1, offset + 1, offset + 40, length ?? 7, Int64.max]
        return inventions.randomElement(using: &random) ?? 0
    }

    private mutating func failure(
        _ cause: RetryCause, _ code: FerryError.Code, _ disposition: FerryError.Disposition? = nil,
        after seconds: Double? = nil
    ) -> UploadStateMachine.Event {
        let error = FerryError(
            code, "it failed", disposition: seconds == nil ? disposition : .retryAfter, retryAfterSeconds: seconds)
        return .failed(UploadFailure(cause, error), jitter: Double.random(in: 0...1, using: &random))
    }
}
