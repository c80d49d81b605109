import FerryCore

/// Reads a body piece by piece for libcurl, held back where the rate limit says so.
///
/// Lives on the engine's thread. An error of the source is kept until the transfer has ended.
struct RequestBody {
    /// What came of a wish for bytes.
    enum Piece: Equatable {
        /// So many bytes were read; 0 is the end.
        case bytes(Int)
        /// Nothing may be sent now.
        case held
        /// The source failed; see ``error``.
        case failed
    }

    /// How many bytes the body has.
    let length: Int64
    /// How far it was read.
    private(set) var position: Int64 = 0
    /// The time at which the body may go on, while it is held back.
    private(set) var heldUntil: Double?
    /// What was wrong with the source.
    private(set) var error: FerryError?
    private let source: (any HTTPBodySource)?
    private let lane: UInt64
    private var heldSince: Double?
    private var heldBefore = 0.0

    init(_ source: (any HTTPBodySource)?, lane: UInt64) {
        self.source = source
        self.lane = lane
        length = max(0, source?.length ?? 0)
    }

    /// Reads the next bytes, as many as the rate limit allows.
    mutating func next(into buffer: UnsafeMutableRawBufferPointer, gate: SendGate) -> Piece {
        guard let source, position < length else { return .bytes(0) }
        let wanted = Int(min(Int64(buffer.count), length - position))
        switch gate.grant(lane, wanted) {
        case .wait(let seconds):
            hold(for: seconds, at: gate.clock.seconds)
            return .held
        case .bytes(let granted):
            return read(from: source, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<granted]))
        }
    }

    /// Goes to another place; `false` when it lies outside.
    mutating func seek(to offset: Int64) -> Bool {
        guard (0...length).contains(offset) else { return false }
        position = offset
        return true
    }

    /// The body goes on after it was held back.
    mutating func released(at now: Double) {
        if let heldSince { heldBefore += now - heldSince }
        heldSince = nil
        heldUntil = nil
    }

    /// For how many seconds the rate limit has held the body back so far.
    func heldSeconds(at now: Double) -> Double { heldBefore + (heldSince.map { now - $0 } ?? 0) }

    private mutating func hold(for seconds: Double, at now: Double) {
        heldSince = heldSince ?? now
        heldUntil = now + seconds
    }

    private mutating func read(from source: any HTTPBodySource, into buffer: UnsafeMutableRawBufferPointer) -> Piece {
        do throws(FerryError) {
            let count = try source.read(into: buffer, at: position)
            guard count > 0, count <= buffer.count else {
                throw FerryError(.sourceChanged, "the body ended at byte \(position) of \(length)")
            }
            position += Int64(count)
            return .bytes(count)
        } catch {
            self.error = error
            return .failed
        }
    }
}
