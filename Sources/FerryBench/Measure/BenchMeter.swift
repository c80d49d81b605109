public import FerryCore
import FerryPipeline
import Synchronization

/// Listens to one run: to its events as a recorder, to its requests as a transport before the real one.
public final class BenchMeter: MetricsRecorder {
    private let meter = Mutex(RunMeter())
    private let clock = ContinuousClock()
    private let origin = ContinuousClock().now

    /// Nothing heard yet.
    public init() {}

    /// What was heard so far.
    public var heard: RunMeter { meter.withLock { $0 } }

    /// Seconds of the clock that requests are told in.
    public var now: Double { (clock.now - origin) / .seconds(1) }

    /// Takes an event.
    public func record(_ event: FerryEvent) {
        let resident: Int64? = if case .chunkAcknowledged = event.kind { ProcessMemory.residentBytes() } else { nil }
        meter.withLock {
            $0.take(event)
            if let resident { $0.resident(resident) }
        }
    }

    /// A transport that tells what goes through it.
    public func listening(to transport: any HTTPTransport) -> any HTTPTransport {
        MeteredTransport(transport: transport, meter: self)
    }

    fileprivate func sent() {
        let now = now
        meter.withLock { $0.sent(at: now) }
    }

    fileprivate func took(_ request: RunMeter.Request) { meter.withLock { $0.take(request) } }
}

/// A transport that tells a meter what it sends.
private struct MeteredTransport: HTTPTransport {
    let transport: any HTTPTransport
    let meter: BenchMeter

    func send(
        _ request: HTTPTransferRequest, observe: @escaping @Sendable (HTTPTransferObservation) -> Void
    ) async throws(HTTPTransferFailure) -> HTTPTransferResponse {
        let begin = meter.now
        var fact = RunMeter.Request(begin: begin, end: begin, bodyBytes: request.body?.length, timings: nil)
        let meter = meter
        do throws(HTTPTransferFailure) {
            let response = try await transport.send(request) { observation in
                if case .sent(let bytes) = observation, bytes > 0 { meter.sent() }
                observe(observation)
            }
            fact.timings = response.timings
            fact.end = meter.now
            meter.took(fact)
            return response
        } catch {
            fact.end = meter.now
            meter.took(fact)
            throw error
        }
    }

    func setSendRateLimit(_ bytesPerSecond: Int64?) { transport.setSendRateLimit(bytesPerSecond) }
}
