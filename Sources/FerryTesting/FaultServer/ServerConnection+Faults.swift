import HTTPTypes

extension ServerConnection {
    /// Ends a request in the middle of its body.
    func breakOff(_ fault: Fault, _ request: Int) -> Next {
        switch fault {
        case .earlyStatus(let status, _, let fields):
            let reply = ServerReply(status, fields)
            return send(reply.bytes(closing: true), request, status, then: .hangUp)
        case .reset:
            socket.resetOnClose()
            return end(request, .reset)
        case .close: return end(request, .closed)
        case .status, .delay, .stall, .lostReply, .silence, .offsetOff, .truncatedReply, .garbageReply, .endlessReply,
            .interim, .interimOnly, .redirect, .withoutField, .withField, .expired, .trickle:
            return .hangUp
        }
    }

    /// Answers a request whose body is in, as its fault wants it.
    func deliver(_ reply: ServerReply, _ head: RequestHead, _ request: RecordedRequest) -> Next {
        var reply = reply
        let number = request.number
        switch request.fault {
        case .lostReply: return end(number, .closed)
        case .silence:
            _ = hold()
            return end(number, .closed)
        case .interimOnly(let statuses):
            for status in statuses { _ = socket.write(ServerReply.interim(status)) }
            _ = hold()
            return end(number, .closed)
        case .interim(let statuses):
            for status in statuses { _ = socket.write(ServerReply.interim(status)) }
        case .delay(let seconds):
            guard hold(milliseconds: Int32(max(0, min(seconds, 3600)) * 1000)) else {
                return end(number, .clientClosed)
            }
        case .garbageReply:
            return send(Array("\u{1}no HTTP at all\n".utf8), number, 0, then: .hangUp)
        case .truncatedReply: return sendTruncated(reply, number)
        case .endlessReply(let bytes, let seconds): return sendEndless(bytes, seconds, number)
        case .trickle(let bytes, let seconds):
            return sendSlowly(reply.bytes(toHEAD: head.method == "HEAD"), bytes, seconds, number, reply.status)
        case .offsetOff(let count):
            let offset = reply.fields[.uploadOffset].flatMap { Int64($0) } ?? 0
            reply.fields[.uploadOffset] = "\(offset + count)"
        case .withoutField(let name): reply.fields[name] = nil
        case .withField(let name, let value): reply.fields[name] = value
        case nil, .status, .earlyStatus, .reset, .close, .stall, .redirect, .expired: break
        }
        return send(reply.bytes(toHEAD: head.method == "HEAD"), number, reply.status, then: .goOn)
    }

    // The end is noted before the last bytes go out, so that nobody sees an answer to a request under way.

    private func end(_ request: Int, _ ending: RecordedRequest.Ending) -> Next {
        monitor.withLock { $0.end(request, ending) }
        return .hangUp
    }

    private func send(_ bytes: [UInt8], _ request: Int, _ status: Int, then next: Next) -> Next {
        monitor.withLock { $0.end(request, .replied(status)) }
        return socket.write(bytes) ? next : .hangUp
    }

    private func sendTruncated(_ reply: ServerReply, _ request: Int) -> Next {
        var reply = reply
        // 204 has no body that could be cut short (RFC 9110 section 15.3.5).
        if reply.status == 204 { reply.status = 200 }
        reply.body += Array("half".utf8)
        return send(reply.bytes(length: reply.body.count + 100), request, reply.status, then: .hangUp)
    }

    private func sendEndless(_ count: Int, _ seconds: Double, _ request: Int) -> Next {
        monitor.withLock { $0.end(request, .replied(200)) }
        var isGoingOn = socket.write(ServerReply(200, [.contentLength: "\(Int64.max)"]).bytes())
        let step = [UInt8](repeating: UInt8(ascii: " "), count: max(1, count))
        while isGoingOn, hold(milliseconds: Int32(seconds * 1000)) { isGoingOn = socket.write(step) && !isStopped }
        return .hangUp
    }

    private func sendSlowly(_ bytes: [UInt8], _ count: Int, _ seconds: Double, _ request: Int, _ status: Int) -> Next {
        monitor.withLock { $0.end(request, .replied(status)) }
        var rest = bytes[...]
        while !rest.isEmpty {
            guard socket.write(rest.prefix(max(1, count))) else { return .hangUp }
            rest = rest.dropFirst(max(1, count))
            guard rest.isEmpty || hold(milliseconds: Int32(seconds * 1000)) else { return .hangUp }
        }
        return .goOn
    }

    private var isStopped: Bool { monitor.withLock { $0.isStopped } }
}
