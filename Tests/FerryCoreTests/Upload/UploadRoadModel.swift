import FerryCore
import FerryTesting

/// Drives an upload machine against a server model, with a naive bookkeeping of its own, and writes down every promise
/// that the machine breaks.
struct UploadRoadModel {
    enum Request: Equatable {
        case create
        case locate
        case send(Chunk)
        case confirm
        case abandon
    }

    static let policy = RetryPolicy(maxRetries: 3, baseDelay: 0.5, maxDelay: 4, maxServerDelay: 300)
    static let chunkBytes: Int64 = 8
    static let maxEvents = 5000

    private final class Ledger {
        var violations: [String] = []
    }

    /// The object in full, whether or not all of it is sealed yet.
    let object: [UInt8]
    var machine: UploadStateMachine
    var server: UploadServerModel
    private let ledger = Ledger()
    /// The last order: `finish`, `fail` or `stop`.
    var end: UploadStateMachine.Action?
    var sealed: Int64
    var length: Int64?
    /// The request under way; never two.
    var request: Request?
    /// The server's reply to it.
    var reply: UploadStateMachine.Event?
    var isWaiting = false
    /// Whether a request failed since the server last said where it stands.
    var mustAsk = false
    var isAdopted = false
    var acknowledged: Int64 = 0
    var highWater: Int64 = 0
    var moves = 0
    var failuresInARow = 0
    var creations = 0
    var freshStarts = 0
    private var random: SeededRandom
    private var events = 0

    init(_ character: UploadServerModel.Character, seed: UInt64, isResumed: Bool = false) {
        random = SeededRandom(seed: seed)
        object = (0..<Int.random(in: 0...60, using: &random)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
        let isClosed = isResumed || Bool.random(using: &random)
        sealed = isClosed ? Int64(object.count) : Int64.random(in: 0...Int64(object.count), using: &random)
        length = isClosed ? sealed : nil
        server = UploadServerModel(character: character, seed: seed &+ 1_000_000)
        machine = UploadStateMachine(
            sealed: sealed, length: length, planner: ChunkPlanner(chunkBytes: Self.chunkBytes), policy: Self.policy,
            createsWithBody: Bool.random(using: &random))
        var memory: UploadStateMachine.Resumed?
        if isResumed {
            acknowledged = Int64.random(in: 0...sealed, using: &random)
            let held = Int64.random(in: acknowledged...sealed, using: &random)
            highWater = Int64.random(in: held...sealed, using: &random)
            server.remember(object.prefix(Int(held)), length: length)
            memory = .init(acknowledged: acknowledged, highWater: highWater)
        }
        feed(.started(resuming: memory))
    }

    /// The promises that were broken.
    var violations: [String] { ledger.violations }

    func require(_ isKept: Bool, _ promise: @autoclosure () -> String) {
        if !isKept { ledger.violations.append(promise()) }
    }

    /// Runs to the machine's end or to the first broken promise.
    mutating func run(cancelling: Bool = false) {
        while end == nil, violations.isEmpty {
            events += 1
            require(events < Self.maxEvents, "no end after \(events) events")
            if Int.random(in: 0..<3, using: &random) == 0 { disturb() }
            if cancelling, Int.random(in: 0..<12, using: &random) == 0 { feed(.cancelRequested) }
            if end == nil { goOn() }
        }
        checkEnd()
    }

    private mutating func goOn() {
        let isIdle = reply == nil && !isWaiting
        if length == nil, isIdle || Int.random(in: 0..<4, using: &random) == 0 {
            grow()
        } else if isWaiting {
            isWaiting = false
            feed(.waitEnded)
        } else if let event = reply {
            reply = nil
            hear(event)
        } else {
            require(false, "nothing is under way and nothing is awaited in \(machine.state)")
        }
    }

    private mutating func grow() {
        sealed = Int64.random(in: sealed...Int64(object.count), using: &random)
        length = sealed == object.count && Bool.random(using: &random) ? sealed : nil
        feed(.sealed(bytes: sealed, length: length))
    }

    /// Hands over the reply to the request under way.
    private mutating func hear(_ event: UploadStateMachine.Event) {
        let isVoid = judge(event)
        request = nil
        feed(event, isVoid: isVoid)
    }

    /// Keeps the books as a naive reader of the protocol would.
    ///
    /// - Returns: Whether the upload at the server is of no use any more.
    private mutating func judge(_ event: UploadStateMachine.Event) -> Bool {
        switch event {
        case .created(let offset, _):
            isAdopted = offset == length && offset > highWater
            if isAdopted { highWater = offset }
            return !take(offset)
        case .located(let offset, _, _):
            return !take(offset)
        case .chunkAccepted(let offset, _):
            guard case .send(let chunk)? = request else { return false }
            if offset > chunk.offset || (offset == chunk.offset && chunk.length == 0) { return !take(offset) }
            mustAsk = true
            failuresInARow += 1
            return false
        case .failed(let failure, _):
            mustAsk = true
            if failure.error.disposition == .freshStart { return true }
            if failure.error.disposition != .giveUp { failuresInARow += 1 }
            return false
        case .started, .claimed, .placed, .interim, .chunkBytes, .limited, .waitEnded, .sealed, .abandoned, .confirmed,
            .cancelRequested:
            return false
        }
    }

    private mutating func take(_ offset: Int64) -> Bool {
        guard offset >= acknowledged, offset <= highWater else { return false }
        if offset > acknowledged {
            moves += 1
            failuresInARow = 0
        }
        acknowledged = offset
        mustAsk = false
        return true
    }

    /// Events that do not fit what is under way must change nothing.
    private mutating func disturb() {
        let offset = Int64.random(in: -1...60, using: &random)
        let failure = UploadFailure(.reset, FerryError(.destinationUnreachable, "late"))
        var strangers: [UploadStateMachine.Event] = [.started(resuming: nil)]
        if request != .create { strangers.append(.created(offset: offset)) }
        if request != .locate { strangers.append(.located(offset: offset)) }
        if request != .confirm { strangers.append(.confirmed) }
        if request != .abandon { strangers.append(.abandoned) }
        if case .send? = request {} else { strangers.append(.chunkAccepted(newOffset: offset)) }
        if request == nil || request == .abandon { strangers.append(.failed(failure, jitter: 1)) }
        if !isWaiting { strangers.append(.waitEnded) }
        for stranger in strangers { expectNothing(from: stranger) }
    }
}
