/// How a fault lets the body of a request through: in what steps, and with which byte flipped.
struct BodyPace: ~Copyable {
    private let step: Int64
    /// Seconds to wait between two steps; `nil` for none.
    let pause: Double?
    private let flipped: Int64?
    private var position: Int64 = 0
    private var copy: [UInt8] = []

    init(_ fault: Fault?) {
        switch fault {
        case .slowBody(let bytes, let seconds): (step, pause, flipped) = (Int64(max(1, bytes)), seconds, nil)
        case .corruptedBody(let place): (step, pause, flipped) = (.max, nil, place)
        default: (step, pause, flipped) = (.max, nil, nil)
        }
    }

    /// How many bytes may be read at once when so many are left.
    func limit(_ left: Int64) -> Int64 { min(left, step) }

    /// Hands on what came, with the byte flipped when it is among it.
    mutating func pass<Result>(
        _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        defer { position += Int64(bytes.count) }
        guard let flipped, (position..<position + Int64(bytes.count)).contains(flipped) else { return body(bytes) }
        copy = Array(bytes)
        copy[Int(flipped - position)] ^= 1
        return copy.withUnsafeBytes(body)
    }
}
