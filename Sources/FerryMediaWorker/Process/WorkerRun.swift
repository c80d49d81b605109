import FerryCore
import Glibc

/// One worker from its start to its end, on the thread that calls ``run()``: waits on all its channels at once, carries
/// out what ``WorkerWatch`` decides, and reaps it.
struct WorkerRun: ~Copyable {
    private let process: WorkerProcess
    private let bell: CancelBell
    private let progress: @Sendable (MediaProgress) -> Void
    private var watch: WorkerWatch
    private var decoder = FrameDecoder()
    private var tail = DiagnosticTail()
    private var unsent: ArraySlice<UInt8>
    private var hearsFrames = true
    private var hearsDiagnostics = true
    private var hearsBell = true
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    /// Milliseconds between looks at the process where the kernel cannot report its end.
    private static let lookInterval: Int32 = 20

    /// Watches a worker that was just started and hands it its request.
    init(
        process: consuming WorkerProcess, request: [UInt8], limits: MediaLimits, graceSeconds: Double,
        bell: CancelBell, progress: @escaping @Sendable (MediaProgress) -> Void
    ) {
        self.process = process
        self.bell = bell
        self.progress = progress
        unsent = request[...]
        watch = WorkerWatch(limits: limits, graceSeconds: graceSeconds, now: Self.now)
    }

    /// Works until the process has ended and is reaped.
    mutating func run() -> Result<MediaWorkerEvent, FerryError> {
        while true {
            waitForSomething()
            let exit = process.reapIfEnded()
            hear()
            if let exit {
                finish(exit)
                return watch.outcome(exit, lastWords: tail.lastLine)
            }
            obey(watch.timePassed(now: Self.now))
        }
    }

    private func waitForSomething() {
        var polled = [pollfd(fd: process.exitNumber ?? -1, events: Int16(POLLIN), revents: 0)]
        if hearsBell { polled.append(pollfd(fd: bell.number, events: Int16(POLLIN), revents: 0)) }
        if hearsFrames {
            let events = unsent.isEmpty ? POLLIN : POLLIN | POLLOUT
            polled.append(pollfd(fd: process.frames.number, events: Int16(events), revents: 0))
        }
        if hearsDiagnostics {
            polled.append(pollfd(fd: process.diagnostics.number, events: Int16(POLLIN), revents: 0))
        }
        _ = poll(&polled, nfds_t(polled.count), timeout())
    }

    private func timeout() -> Int32 {
        let unbounded: Int32 = process.exitNumber == nil ? Self.lookInterval : -1
        guard let deadline = watch.deadline else { return unbounded }
        let wait = Int32(min(max((deadline - Self.now) * 1000, 0).rounded(.up), 60_000))
        return unbounded < 0 ? wait : min(wait, unbounded)
    }

    private mutating func hear() {
        if hearsBell, Self.isReadable(bell.number) {
            hearsBell = false
            obey(watch.cancelRequested(now: Self.now))
        }
        send()
        hearDiagnostics()
        hearFrames()
    }

    private mutating func send() {
        guard hearsFrames, !unsent.isEmpty else { return }
        let sent = unsent.withUnsafeBytes {
            Glibc.send(process.frames.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if sent > 0 { unsent.removeFirst(sent) } else if errno == EPIPE || errno == ECONNRESET { unsent = [] }
    }

    /// Reads what is there; a flood gives way to the other channels after a while and is read on in the next round.
    private mutating func hearDiagnostics() {
        for _ in 0..<16 where hearsDiagnostics {
            let count = read(process.diagnostics.number, &buffer, buffer.count)
            if count > 0 { tail.receive(buffer.prefix(count)) } else if count == 0 { hearsDiagnostics = false }
            if count < buffer.count { return }
        }
    }

    /// As ``hearDiagnostics()``; what a socket holds at most after the process has ended fits in one round.
    private mutating func hearFrames() {
        for _ in 0..<16 where hearsFrames {
            let count = read(process.frames.number, &buffer, buffer.count)
            if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
            guard count > 0 else {
                hearsFrames = false
                return
            }
            understand(buffer.prefix(count))
        }
    }

    private mutating func understand(_ bytes: ArraySlice<UInt8>) {
        do {
            for message in try decoder.receive(bytes) { understand(message: message) }
        } catch {
            hearsFrames = false
            obey(watch.misspoke("\(error)", now: Self.now))
        }
    }

    private mutating func understand(message: [UInt8]) {
        guard let event = WorkerMessages.event(in: message) else {
            obey(watch.misspoke("a message of \(message.count) bytes that is no event", now: Self.now))
            return
        }
        obey(watch.spoke(event, now: Self.now))
        if case .progress(let made) = event { progress(made) }
    }

    /// An end inside a message explains an exit that looks well.
    private mutating func finish(_ exit: WorkerExit) {
        guard exit == .exited(0) else { return }
        do {
            try decoder.finish()
        } catch {
            _ = watch.misspoke("\(error)", now: Self.now)
        }
    }

    private func obey(_ action: WorkerWatch.Action) {
        switch action {
        case .none: break
        case .terminate: process.signal(SIGTERM)
        case .kill: process.signal(SIGKILL)
        }
    }

    private static func isReadable(_ descriptor: Int32) -> Bool {
        var polled = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        return poll(&polled, 1, 0) > 0 && Int32(polled[0].revents) & POLLIN != 0
    }

    /// Seconds of a clock that never goes back.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
