import NIOCore
import Synchronization

/// Asks the request of one connection to stop: its body ends as if the client had gone, the reply can still be sent.
final class StopSignal: Sendable {
    private let channel: any Channel
    private let raised = Mutex(false)

    init(channel: any Channel) { self.channel = channel }

    /// Whether the request was asked to stop.
    var isRaised: Bool { raised.withLock { $0 } }

    /// Ends the body.
    func raise() {
        raised.withLock { $0 = true }
        channel.close(mode: .input, promise: nil)
    }
}
