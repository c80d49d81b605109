import FerryCore
import HTTPTypes

extension CurlExchange {
    /// The next piece of the body.
    func provideBody(_ buffer: UnsafeMutableRawBufferPointer) -> RequestBody.Piece {
        let piece = body.next(into: buffer, gate: gate)
        if case .failed = piece { sockets.isBreakingOff = true }
        return piece
    }

    /// Whether the request may go out on a connection.
    ///
    /// libcurl sends a request again by itself when a kept connection dies before any reply. The server may have acted
    /// on it by then, so the second time is refused: whoever asked decides what to do about a lost reply.
    func mayGoOut(localPort: Int32) -> Bool {
        starts += 1
        self.localPort = localPort
        return starts == 1
    }

    /// Takes one line of a reply's header; `false` breaks the transfer off.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        let event = reply.line(line)
        if reply.final != nil {
            replyNews += Int64(line.count)
            firstByteAt = firstByteAt ?? gate.clock.seconds
        }
        switch event {
        case .none, .final: return true
        case .tooLarge: return false
        case .interim(let status, let fields):
            observe(.informational(status: status, headerFields: fields))
            return true
        }
    }

    /// Takes bytes of the reply's body; what is beyond the limit is dropped, unless the request observes all.
    func takeBody(_ bytes: UnsafeRawBufferPointer) {
        replyNews += Int64(bytes.count)
        if request.observesResponseBody { observe(.received(Array(bytes))) }
        let room = request.maxResponseBodyBytes - replyBody.count
        if room > 0 { replyBody.append(contentsOf: bytes.prefix(room)) }
    }
}
