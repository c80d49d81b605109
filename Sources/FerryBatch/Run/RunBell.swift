/// Wakes the one who waits for anything to happen. Rings that nobody waited for count as one.
final class RunBell: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// Something happened.
    func ring() { continuation.yield() }

    /// The rings, for one reader.
    var rings: AsyncStream<Void> { stream }
}
