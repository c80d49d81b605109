import FerryCore

/// Decides when a transfer has taken too long, from what was seen of it and when.
///
/// Times are seconds on one clock that stands still while the transport's own rate limit holds the body back.
struct TransferWatch {
    /// Where the transfer stands; each phase has one limit of its own.
    private enum Phase {
        /// Name lookup, connection, TLS.
        case connecting
        /// The body goes out.
        case sending(RateWindow)
        /// Everything is sent, no final reply has begun.
        case waiting(since: Double)
        /// The final reply comes in.
        case receiving(RateWindow)
    }

    private let limits: TransferLimits
    private let begin: Double
    private var bodyLeft: Int64
    private var replyBegan = false
    private var phase = Phase.connecting

    /// Begins to watch a transfer with so many body bytes.
    init(limits: TransferLimits, bodyBytes: Int64, begin: Double) {
        self.limits = limits
        self.begin = begin
        bodyLeft = bodyBytes
    }

    /// The connection stands and the request goes out.
    mutating func connected(at now: Double) {
        guard case .connecting = phase else { return }
        phase = .sending(RateWindow(span: limits.stallTime, rate: limits.stallRate, begin: now))
        if bodyLeft == 0 { bodyEnded(at: now) }
    }

    /// More body bytes were handed to the network.
    mutating func sent(_ bytes: Int64, at now: Double) {
        connected(at: now)
        guard case .sending(var window) = phase else { return }
        bodyLeft -= bytes
        window.add(bytes, at: now)
        phase = .sending(window)
        if bodyLeft <= 0 { bodyEnded(at: now) }
    }

    /// No more body bytes will go out: all are sent, or the server refused the rest. Only the first time counts.
    mutating func bodyEnded(at now: Double) {
        switch phase {
        case .waiting, .receiving: return
        case .connecting, .sending:
            bodyLeft = 0
            phase = replyBegan ? .receiving(replyWindow(now)) : .waiting(since: now)
        }
    }

    /// Bytes of the final reply came; interim replies do not count.
    mutating func received(_ bytes: Int64, at now: Double) {
        replyBegan = true
        switch phase {
        case .connecting, .sending: break
        case .waiting:
            phase = .receiving(replyWindow(now))
        case .receiving(var window):
            window.add(bytes, at: now)
            phase = .receiving(window)
        }
    }

    /// What is wrong now, `nil` when nothing is.
    func verdict(at now: Double) -> HTTPTransferFailure? {
        switch phase {
        case .connecting:
            guard now - begin > limits.connectTimeout else { return nil }
            return HTTPTransferFailure(.connect, "no connection within \(limits.connectTimeout) s")
        case .sending(let window):
            guard limits.stallTime > 0, window.isTooSlow(at: now) else { return nil }
            return HTTPTransferFailure(
                .stall, "the body went out below \(limits.stallRate) bytes a second for \(limits.stallTime) s")
        case .waiting(let since):
            guard now - since > limits.firstByteTimeout else { return nil }
            return HTTPTransferFailure(.firstByte, "no reply began within \(limits.firstByteTimeout) s")
        case .receiving(let window):
            guard window.isTooSlow(at: now) else { return nil }
            return HTTPTransferFailure(.timeout, "the reply began and did not end in time")
        }
    }

    /// Within how many seconds a verdict should be asked for again.
    func nextLook(at now: Double) -> Double {
        switch phase {
        case .connecting: max(0, begin + limits.connectTimeout - now)
        case .sending(let window): limits.stallTime > 0 ? window.resolution : .infinity
        case .waiting(let since): max(0, since + limits.firstByteTimeout - now)
        case .receiving(let window): window.resolution
        }
    }

    /// A reply must keep the body's stall rate, at least 1 byte a second, over the stall time.
    private func replyWindow(_ now: Double) -> RateWindow {
        let span = limits.stallTime > 0 ? limits.stallTime : max(limits.firstByteTimeout, 1)
        return RateWindow(span: span, rate: max(1, limits.stallRate), begin: now)
    }
}
