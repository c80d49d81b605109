import FerryCore
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
        default: return .hangUp
        }
    }

    /// Answers a request whose body is in, as its fault wants it.
    func deliver(_ reply: ServerReply, _ head: RequestHead, _ request: RecordedRequest) -> Next {
        var reply = reply
        if reply.fields[.date] == nil { reply.fields[.date] = monitor.withLock { $0.now() }.httpDate }
        let number = request.number
        let isHEAD = head.method == "HEAD"
        guard let fault = request.fault else { return send(reply.bytes(toHEAD: isHEAD), number, reply.status) }
        if let said = sayLittle(fault, number) { return said }
        switch fault {
        case .interim(let statuses): for status in statuses { _ = socket.write(ServerReply.interim(status)) }
        case .delay(let seconds):
            guard hold(milliseconds: Int32(max(0, min(seconds, 3600)) * 1000)) else {
                return end(number, .clientClosed)
            }
        case .truncatedReply: return sendTruncated(reply, number)
        case .resetReply(let count): return sendCut(reply.bytes(toHEAD: isHEAD), count, number, reply.status)
        case .duplicatedReply:
            let bytes = reply.bytes(toHEAD: isHEAD)
            return send(bytes + bytes, number, reply.status)
        case .trickle(let bytes, let seconds):
            return sendSlowly(reply.bytes(toHEAD: isHEAD), bytes, seconds, number, reply.status)
        default: reply = changed(reply, by: fault, head)
        }
        return send(reply.bytes(toHEAD: isHEAD), number, reply.status)
    }

    /// Faults under which the honest answer is never begun; `nil` for all others.
    private func sayLittle(_ fault: Fault, _ request: Int) -> Next? {
        switch fault {
        case .lostReply: return end(request, .closed)
        case .silence: break
        case .interimOnly(let statuses): for status in statuses { _ = socket.write(ServerReply.interim(status)) }
        case .garbageReply:
            return send(Array("\u{1}no HTTP at all\n".utf8), request, 0, then: .hangUp)
        case .endlessReply(let bytes, let seconds): return sendEndless(bytes, seconds, request)
        default: return nil
        }
        _ = hold()
        return end(request, .closed)
    }

    /// The honest answer with what the fault does to its fields or bytes.
    private func changed(_ reply: ServerReply, by fault: Fault, _ head: RequestHead) -> ServerReply {
        var reply = reply
        switch fault {
        case .offsetOff(let count): return lied(reply, head, .offset(by: count))
        case .lengthOff(let count): return lied(reply, head, .length(by: count))
        case .corruptedReply(let place): if reply.body.indices.contains(place) { reply.body[place] ^= 1 }
        case .withoutField(let name):
            reply.fields[name] = nil
            if name == .contentLength { reply.tellsLength = false }
        case .withField(let name, let value): reply.fields[name] = value
        default: break
        }
        return reply
    }

    private func lied(_ reply: ServerReply, _ head: RequestHead, _ lie: StorageLie) -> ServerReply {
        monitor.withLock { $0.storage.lie(reply, to: head, lie) } ?? reply
    }

    // The end is noted before the last bytes go out, so that nobody sees an answer to a request under way.

    private func end(_ request: Int, _ ending: RecordedRequest.Ending) -> Next {
        monitor.withLock { $0.end(request, ending) }
        return .hangUp
    }

    private func send(_ bytes: [UInt8], _ request: Int, _ status: Int, then next: Next = .goOn) -> Next {
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

    private func sendCut(_ bytes: [UInt8], _ count: Int, _ request: Int, _ status: Int) -> Next {
        monitor.withLock { $0.end(request, .reset) }
        _ = socket.write(bytes.prefix(count))
        // A reset throws away what the other end has not read yet; it shall have read these.
        socket.waitUntilSent()
        socket.resetOnClose()
        return .hangUp
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
