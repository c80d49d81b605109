import Synchronization

/// Both ends of one connection through a proxy; closed when the last thread lets it go.
final class ProxyLine: Sendable {
    let client: StreamSocket
    let server: StreamSocket
    /// Readable once the line is to end.
    let pipe: WakePipe
    private let threadsLeft = Atomic<Int>(2)
    private let isBroken = Atomic<Bool>(false)

    /// Connects to the server; `nil`, with the client's connection closed, when that cannot be.
    init?(client descriptor: Int32, serverPort: Int) {
        let client = StreamSocket(adopting: descriptor)
        guard let server = StreamSocket(connectingTo: serverPort), let pipe = try? WakePipe() else { return nil }
        self.client = client
        self.server = server
        self.pipe = pipe
    }

    /// Ends both connections in order, unless they are being broken off.
    func end() {
        pipe.wake()
        guard !isBroken.load(ordering: .acquiring) else { return }
        StreamSocket.interrupt(client.descriptor)
        StreamSocket.interrupt(server.descriptor)
    }

    /// Breaks both connections off, as soon as both threads have left.
    func breakOff() {
        isBroken.store(true, ordering: .releasing)
        client.resetOnClose()
        server.resetOnClose()
        pipe.wake()
    }

    /// A thread is done with it; `true` for the last one.
    func leave() -> Bool { threadsLeft.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 }
}
