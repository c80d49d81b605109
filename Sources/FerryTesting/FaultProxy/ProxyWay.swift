#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One direction of a connection through a proxy: copies, and does what the faults want.
struct ProxyWay: Sendable {
    private let direction: FaultProxy.Direction
    private let line: ProxyLine
    private let faults: [FaultProxy.Fault]
    private let monitor: Monitor<FaultProxy.State>

    init(
        _ direction: FaultProxy.Direction, line: ProxyLine, faults: [FaultProxy.Fault],
        monitor: Monitor<FaultProxy.State>
    ) {
        self.direction = direction
        self.line = line
        self.faults = faults.filter { $0.direction == direction }
        self.monitor = monitor
    }

    /// How a direction comes to its end.
    private enum End {
        case closed
        case broken
    }

    /// Copies until an end or a fault; an orderly end of one side is passed on to the other.
    func carry() {
        var position = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            if let end = obstacle(at: position) { return finish(end) }
            let limit = min(buffer.count, pieceLimit(at: position))
            let count = receive(UnsafeMutableRawBufferPointer(rebasing: buffer[..<limit]))
            guard count > 0 else { return finish(.closed) }
            let piece = corrupted(Array(buffer[..<count]), at: position)
            guard pause(at: position), isLight(), write(piece) else { return finish(.closed) }
            position += count
            monitor.withLock { $0.passed[direction, default: 0] += count }
        }
    }

    private func finish(_ end: End) {
        switch end {
        case .closed: line.end()
        case .broken: line.breakOff()
        }
    }

    /// Waits for bytes or for the end of the line; the socket itself is never waited on, so that another thread can end it.
    private func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let descriptor = direction == .toServer ? line.client.descriptor : line.server.descriptor
        var entries = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: line.pipe.reading, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&entries, nfds_t(entries.count), -1) < 0, errno == EINTR {}
        guard entries[1].revents == 0 else { return 0 }
        return direction == .toServer ? line.client.read(into: buffer) : line.server.read(into: buffer)
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        direction == .toServer ? line.server.write(bytes) : line.client.write(bytes)
    }

    /// The fault whose place is reached, if any.
    private func obstacle(at position: Int) -> End? {
        for fault in faults {
            switch fault {
            case .reset(_, let count) where count <= position: return .broken
            case .cut(_, let count) where count <= position: return .closed
            case .stall(_, let count) where count == position: if !isReleased() { return .closed }
            default: break
            }
        }
        return nil
    }

    /// How many bytes may be taken before the next place where something happens.
    private func pieceLimit(at position: Int) -> Int {
        faults.reduce(Int.max) { least, fault in
            switch fault {
            case .reset(_, let count), .cut(_, let count), .stall(_, let count):
                count > position ? min(least, count - position) : least
            case .trickle(_, let bytes, _): min(least, max(1, bytes))
            case .delay, .corrupted: least
            }
        }
    }

    private func corrupted(_ bytes: [UInt8], at position: Int) -> [UInt8] {
        var bytes = bytes
        for case .corrupted(_, let place) in faults where bytes.indices.contains(place - position) {
            bytes[place - position] ^= 1
        }
        return bytes
    }

    /// Lets the time of a delay or a trickle pass; `false` when the line ended meanwhile.
    private func pause(at position: Int) -> Bool {
        for fault in faults {
            switch fault {
            case .delay(_, let seconds): if !wait(seconds) { return false }
            case .trickle(_, _, let seconds): if position > 0, !wait(seconds) { return false }
            case .reset, .cut, .stall, .corrupted: break
            }
        }
        return true
    }

    private func wait(_ seconds: Double) -> Bool {
        var entry = pollfd(fd: line.pipe.reading, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, Int32(seconds * 1000)) == 0
    }

    private func isReleased() -> Bool {
        let before = monitor.withLock { state in
            state.stalledCount += 1
            return state.releases
        }
        defer { monitor.withLock { $0.stalledCount -= 1 } }
        return monitor.wait { state in state.isStopped ? false : state.releases > before ? true : nil }
    }

    private func isLight() -> Bool {
        monitor.wait { state in state.isStopped ? false : state.isDark ? nil : true }
    }
}
