import HTTPTypes

/// One connection of a fault server on its own thread: reads a request, lets the store decide, applies the fault.
final class ServerConnection {
    /// What comes after a request.
    enum Next {
        /// The next request of the connection.
        case goOn
        /// The end of the connection.
        case hangUp
    }

    let number: Int
    let socket: StreamSocket
    let line: ServerLine
    let monitor: Monitor<ServerState>
    private var reader = ConnectionReader()

    init(number: Int, descriptor: Int32, line: ServerLine, monitor: Monitor<ServerState>) {
        self.number = number
        self.line = line
        self.monitor = monitor
        socket = StreamSocket(adopting: descriptor)
    }

    /// Serves until the connection ends; its line is taken from the state before the socket is closed.
    func run() {
        while let head = reader.head(socket), case .goOn = serve(head) {}
        monitor.withLock { $0.connections[number] = nil }
    }

    private func serve(_ head: RequestHead) -> Next {
        let request = monitor.withLock { $0.begin(head, connection: number) }
        let next = answer(head, request)
        // Every way out names its ending first; this catches a client that went away in between.
        monitor.withLock { $0.end(request.number, .clientClosed) }
        return head.closes ? .hangUp : next
    }

    private func answer(_ head: RequestHead, _ request: RecordedRequest) -> Next {
        if head.expectsContinue, request.fault?.cut != 0 { _ = socket.write(ServerReply.interim(100)) }
        let number = request.number
        let opening = monitor.wait { $0.open(head, request: number) }
        if case .take(let interim) = opening {
            for reply in interim { _ = socket.write(reply.bytes()) }
        }
        let total = head.contentLength ?? 0
        let cut = request.fault?.cut.map { min($0, total) }
        var isWhole = receive(cut ?? total, request, opening)
        if isWhole, let fault = request.fault, fault.cut != nil {
            guard case .stall = fault else {
                _ = finish(opening, number, isWhole: false)
                return breakOff(fault, number)
            }
            let isReleased = hold()
            isWhole = isReleased && receive(total - (cut ?? 0), request, opening)
        }
        let reply = finish(opening, number, isWhole: isWhole)
        guard isWhole else {
            monitor.withLock { $0.end(number, .clientClosed) }
            return .hangUp
        }
        return deliver(reply, head, request)
    }

    /// Takes so many body bytes; `false` when the client closed before.
    private func receive(_ count: Int64, _ request: RecordedRequest, _ opening: StorageOpening) -> Bool {
        var left = count
        var pace = BodyPace(request.fault)
        while left > 0 {
            var interim: ServerReply?
            let isThere = reader.piece(socket, limit: pace.limit(left)) { bytes in
                interim = pace.pass(bytes) { take($0, request.number, opening) }
                left -= Int64(bytes.count)
            }
            guard isThere else { return false }
            if let interim { _ = socket.write(interim.bytes()) }
            if left > 0, let seconds = pace.pause, !hold(milliseconds: Int32(seconds * 1000)) { return false }
        }
        return true
    }

    private func take(_ bytes: UnsafeRawBufferPointer, _ request: Int, _ opening: StorageOpening) -> ServerReply? {
        monitor.withLock { state in
            state.received(bytes.count, request: request)
            guard case .take = opening else { return nil }
            return state.storage.take(bytes, request: request)
        }
    }

    private func finish(_ opening: StorageOpening, _ request: Int, isWhole: Bool) -> ServerReply {
        switch opening {
        case .reply(let reply): reply
        case .take: monitor.withLock { $0.storage.close(request: request, isWhole: isWhole, now: $0.now()) }
        }
    }

    /// Waits until released; `false` when the client or the server ended the connection instead.
    func hold(milliseconds: Int32 = -1) -> Bool {
        let isGone = socket.waitUntilGone(orWoken: line.pipe.reading, milliseconds: milliseconds)
        line.pipe.drain()
        return !isGone
    }
}
