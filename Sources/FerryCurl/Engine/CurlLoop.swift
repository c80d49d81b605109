import CFerryCurl
import FerryCore

/// The engine's thread: takes requests in, lets libcurl work, looks after every transfer, waits.
///
/// Made, used and dropped on that thread.
final class CurlLoop {
    /// The failure of every request after the transport was shut down.
    static let closed = HTTPTransferFailure(.cancelled, "the transport was shut down")
    /// The longest wait without a look, in seconds.
    private static let longestWait = 60.0

    private let engine: CurlEngine
    private let gate = SendGate(clock: EngineClock())
    private var exchanges: [UnsafeMutableRawPointer: CurlExchange] = [:]
    private var waiting: [CurlSubmission] = []

    init(_ engine: CurlEngine) {
        self.engine = engine
        gate.setLimit(engine.configuration.sendRateLimit)
    }

    /// Works until the engine is closed.
    func run() {
        while turn() {}
        for exchange in exchanges.values { end(exchange, exchange.outcome(Self.closed), breakingOff: true) }
        for submission in waiting { submission.continuation.resume(returning: .failure(Self.closed)) }
    }

    private func turn() -> Bool {
        let inbox = engine.takeInbox()
        waiting += inbox.submissions
        cancel(inbox.cancelled)
        guard !inbox.isClosed else { return false }
        if let limit = inbox.rateLimit { gate.setLimit(limit.bytesPerSecond) }
        startWaiting()
        engine.multi.sockets.beginTurn()
        engine.multi.perform()
        endEnded()
        look(limitChanged: inbox.rateLimit != nil)
        startWaiting()
        engine.multi.wait(milliseconds: waitMilliseconds())
        return true
    }

    // MARK: Begin

    private func startWaiting() {
        while exchanges.count < max(1, engine.configuration.maxTransfers), !waiting.isEmpty {
            start(waiting.removeFirst())
        }
    }

    private func start(_ submission: CurlSubmission) {
        do throws(CurlError) {
            let exchange = try CurlExchange(
                submission, configuration: engine.configuration, gate: gate, census: engine.census,
                sockets: engine.multi.sockets)
            try engine.multi.add(exchange.easy)
            exchanges[exchange.easy.pointer] = exchange
        } catch {
            gate.leave(submission.id)
            submission.continuation.resume(
                returning: .failure(HTTPTransferFailure(.other, "the request could not be set up: \(error.text)")))
        }
    }

    // MARK: End

    private func endEnded() {
        while let ended = engine.multi.nextEnded() {
            guard let exchange = exchanges[ended.easy] else { continue }
            end(exchange, exchange.outcome(ended.code), breakingOff: false)
        }
    }

    private func look(limitChanged: Bool) {
        let now = gate.clock.seconds
        for exchange in exchanges.values {
            exchange.look(at: now)
            exchange.releaseBody(at: now, limitChanged: limitChanged)
            if let failure = exchange.verdict(at: now) { end(exchange, exchange.outcome(failure), breakingOff: true) }
        }
    }

    private func cancel(_ ids: [UInt64]) {
        let cancelled = HTTPTransferFailure(.cancelled, "the request was cancelled")
        for id in ids {
            if let place = waiting.firstIndex(where: { $0.id == id }) {
                waiting.remove(at: place).continuation.resume(returning: .failure(cancelled))
            } else if let exchange = exchanges.values.first(where: { $0.id == id }) {
                end(exchange, exchange.outcome(cancelled), breakingOff: true)
            }
        }
    }

    private func end(
        _ exchange: CurlExchange, _ result: Result<HTTPTransferResponse, HTTPTransferFailure>, breakingOff: Bool
    ) {
        engine.multi.remove(exchange.easy, breakingOff: breakingOff)
        exchanges[exchange.easy.pointer] = nil
        exchange.finish(result)
    }

    // MARK: Wait

    private func waitMilliseconds() -> Int32 {
        let now = gate.clock.seconds
        let seconds = exchanges.values.map { $0.nextLook(at: now) }.min() ?? Self.longestWait
        return Int32((min(max(0, seconds), Self.longestWait) * 1000).rounded(.up))
    }
}
