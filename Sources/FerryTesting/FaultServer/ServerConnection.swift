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
        let opening =
            request.fault?.replacement.map { TusStore.Opening.reply($0) }
            ?? monitor.wait { $0.open(head, request: request.number) }
        let total = head.contentLength ?? 0
        let cut = request.fault?.cut.map { min($0, total) }
        var isWhole = receive(cut ?? total, request.number, opening)
        if isWhole, let fault = request.fault, fault.cut != nil {
            guard case .stall = fault else {
                _ = finish(opening, request.number)
                return breakOff(fault, request.number)
            }
            let isReleased = hold()
            isWhole = isReleased && receive(total - (cut ?? 0), request.number, opening)
        }
        let reply = finish(opening, request.number)
        guard isWhole else {
            monitor.withLock { $0.end(request.number, .clientClosed) }
            return .hangUp
        }
        return deliver(reply, head, request)
    }

    /// Takes so many body bytes; `false` when the client closed before.
    private func receive(_ count: Int64, _ request: Int, _ opening: TusStore.Opening) -> Bool {
        var left = count
        while left > 0 {
            let isThere = reader.piece(socket, limit: left) { bytes in
                left -= Int64(bytes.count)
                monitor.withLock { state in
                    if case .write(let id) = opening { state.store.write(bytes, to: id) }
                    state.received(bytes.count, request: request)
                }
            }
            guard isThere else { return false }
        }
        return true
    }

    private func finish(_ opening: TusStore.Opening, _ request: Int) -> ServerReply {
        switch opening {
        case .reply(let reply): reply
        case .write(let id): monitor.withLock { $0.store.endWriting(id, request: request) }
        }
    }

    /// Waits until released; `false` when the client or the server ended the connection instead.
    func hold(milliseconds: Int32 = -1) -> Bool {
        let isGone = socket.waitUntilGone(orWoken: line.pipe.reading, milliseconds: milliseconds)
        line.pipe.drain()
        return !isGone
    }
}
