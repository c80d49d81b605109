import FerryCore
import FerryTesting

/// Drives one parts machine against a storage model, with a naive bookkeeping of its own, and writes down every promise
/// that the machine breaks.
struct PartsRoadModel {
    static let limits = PartLimits(minBytes: 4, maxBytes: 64, maxCount: 12)
    static let policy = RetryPolicy(maxRetries: 4, baseDelay: 0.5, maxDelay: 4, maxServerDelay: 300)
    static let marker = ObjectMarker(sourceSHA256: "ours", jobTag: "job")
    static let maxEvents = 5000

    /// Requests under way and waits, by what they are.
    enum Errand: Equatable {
        case bodiless
        case part(Int)
        case whole
        case wait

        var hasBody: Bool {
            switch self {
            case .part, .whole: true
            case .bodiless, .wait: false
            }
        }
    }

    /// What stands at the name before anything is sent.
    enum Before: CaseIterable, Sendable {
        case nothing
        case sameSource
        case stranger
        case ours
        case brokenOurs
    }

    private final class Ledger {
        var violations: [String] = []
    }

    let object: [UInt8]
    let before: Before
    var machine: PartsStateMachine
    var server: PartsServerModel
    private let ledger = Ledger()
    /// The last order: `finish`, `fail` or `stop`.
    var end: PartsStateMachine.Action?
    var sealed: Int64
    var length: Int64?
    var isReleased: Bool
    let width: Int
    var underWay: [(errand: Errand, reply: PartsStateMachine.Event)] = []
    var kept: Set<Int> = []
    var upload: PartsUpload?
    /// How often each part of the present upload was sent.
    var sentParts: [Int: Int] = [:]
    var aborts = 0
    var rewinds = 0
    private var random: SeededRandom
    private var events = 0

    init(_ character: PartsServerModel.Character, seed: UInt64, before: Before = .nothing, isResumed: Bool = false) {
        random = SeededRandom(seed: seed)
        self.before = before
        object = (0..<Int.random(in: 0...44, using: &random)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
        let isClosed = isResumed || Bool.random(using: &random)
        sealed = isClosed ? Int64(object.count) : Int64.random(in: 0...Int64(object.count), using: &random)
        length = isClosed ? sealed : nil
        isReleased = Bool.random(using: &random)
        width = Int.random(in: 1...4, using: &random)
        server = PartsServerModel(character, seed: seed &+ 1_000_000)
        machine = PartsStateMachine(
            sealed: sealed, length: length, isReleased: isReleased, features: PartsFeatures(checksum: .crc32c),
            width: width,
            terms: .init(
                limits: Self.limits, partBytes: Int64.random(in: 2...8, using: &random),
                maxWholeBytes: Int64.random(in: 0...9, using: &random),
                looksFirst: before == .nothing ? Bool.random(using: &random) : true, name: "name",
                marker: Self.marker, policy: Self.policy))
        place()
        if isResumed, !object.isEmpty { upload = remember() }
        feed(.started(resuming: upload))
    }

    private mutating func place() {
        switch before {
        case .nothing: break
        case .sameSource:
            server.object = .init(bytes: [1], marker: .init(sourceSHA256: "ours", jobTag: "older"))
        case .stranger: server.object = .init(bytes: [1, 2], marker: .init(sourceSHA256: "theirs", jobTag: "job"))
        case .ours: server.object = .init(bytes: object, marker: Self.marker)
        case .brokenOurs: server.object = .init(bytes: object.map { $0 ^ 1 }, marker: Self.marker)
        }
    }

    /// An upload of an earlier run, some of whose parts are not of this object.
    private mutating func remember() -> PartsUpload {
        let upload = PartsUpload(id: "old", partBytes: 4, checksum: .crc32c)
        var parts: [Int: [UInt8]] = [:]
        for index in 0..<(object.count + 3) / 4 where Bool.random(using: &random) {
            var bytes = Array(object[index * 4..<min(object.count, index * 4 + 4)])
            if Int.random(in: 0..<4, using: &random) == 0 { bytes[0] ^= 1 }
            if Int.random(in: 0..<6, using: &random) == 0 { bytes.removeLast() }
            parts[index] = bytes
        }
        server.uploads["old"] = parts
        return upload
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
            require(events < Self.maxEvents, "no end after \(events) events in \(machine.state)")
            if Int.random(in: 0..<4, using: &random) == 0 { disturb() }
            if cancelling, Int.random(in: 0..<14, using: &random) == 0 { feed(.cancelRequested) }
            if end == nil { goOn() }
        }
        checkEnd()
    }

    private mutating func goOn() {
        let mustGrow = underWay.isEmpty && (length == nil || !isReleased)
        if mustGrow || (length == nil && Int.random(in: 0..<5, using: &random) == 0) {
            grow()
        } else if let index = underWay.indices.randomElement(using: &random) {
            hear(underWay.remove(at: index).reply)
        } else {
            require(false, "nothing is under way and nothing is awaited in \(machine.state)")
        }
    }

    private mutating func grow() {
        if length == nil {
            sealed = Int64.random(in: sealed...Int64(object.count), using: &random)
            length = sealed == object.count && Bool.random(using: &random) ? sealed : nil
            feed(.sealed(bytes: sealed, length: length))
        } else {
            isReleased = true
            feed(.released)
        }
    }

    /// Hands over a reply; replies come in any order.
    private mutating func hear(_ reply: PartsStateMachine.Event) {
        switch reply {
        case .partKept(let index, _): kept.insert(index)
        case .begun(let upload): self.upload = upload
        case .matched(let matched): kept = Set(matched.keys)
        default: break
        }
        feed(reply)
    }

    /// Events that do not fit what is under way must change nothing.
    private mutating func disturb() {
        let errands = underWay.map(\.errand)
        var strangers: [PartsStateMachine.Event] = [.started(resuming: nil), .started(resuming: upload)]
        if !errands.contains(.wait) { strangers.append(.waitEnded) }
        if !errands.contains(.bodiless) {
            strangers += [.inspected(nil), .confirmed, .removed, .aborted, .completed, .listed(PartsPage(parts: []))]
        }
        if !errands.contains(.whole) { strangers.append(.stored(ObjectFacts(bytes: 1))) }
        let index = Int.random(in: -1...14, using: &random)
        if !errands.contains(.part(index)), !errands.contains(.bodiless) {
            strangers.append(.partKept(index, PartReference(entityTag: "stray")))
            strangers.append(.partMissing(index))
        }
        for stranger in strangers {
            let state = machine.state
            let actions = machine.on(stranger)
            require(actions.isEmpty && machine.state == state, "\(stranger) in \(state) was answered with \(actions)")
        }
    }
}
