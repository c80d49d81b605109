package import NIOCore
import Synchronization

/// Asks the request of one connection to stop: its body ends as if the client had gone, the reply can still be sent.
package final class StopSignal: Sendable {
    private let channel: any Channel
    private let raised = Mutex(false)

    package init(channel: any Channel) { self.channel = channel }

    /// Whether the request was asked to stop.
    package var isRaised: Bool { raised.withLock { $0 } }

    /// Ends the body.
    package func raise() {
        raised.withLock { $0 = true }
        channel.close(mode: .input, promise: nil)
    }
}
