import FerryBench
import FerryCore
import FerryTesting
import Testing

@Suite struct RunMeterTests {
    private typealias Timings = HTTPTransferResponse.Timings

    @Test("Requests' time is told apart: connect, TLS, send, wait, confirm")
    func phases() {
        var meter = RunMeter()
        meter.take(
            RunMeter.Request(
                begin: 10, end: 12, bodyBytes: 100,
                timings: Timings(connected: 0.1, secured: 0.3, requestSent: 1.3, firstByte: 1.8, total: 2)))
        meter.take(
            RunMeter.Request(
                begin: 12, end: 12.5, bodyBytes: nil,
                timings: Timings(connected: 0, requestSent: 0.1, firstByte: 0.4, total: 0.5)))
        let phases = meter.phases
        #expect(abs(phases.connect - 0.1) < 1e-9 && abs(phases.tls - 0.2) < 1e-9 && abs(phases.send - 1) < 1e-9)
        #expect(abs(phases.wait - 0.5) < 1e-9 && abs(phases.confirm - 0.5) < 1e-9)
        #expect(meter.seconds == 2.5)
        #expect(meter.latency.count == 1)
    }

    @Test("A reply before the whole body counts as sending, and a failure only takes time")
    func early() {
        var meter = RunMeter()
        meter.take(
            RunMeter.Request(begin: 0, end: 1, bodyBytes: 9, timings: Timings(connected: 0, firstByte: 0.5, total: 1)))
        meter.take(RunMeter.Request(begin: 1, end: 4, bodyBytes: 9, timings: nil))
        #expect(meter.phases.send == 0.5 && meter.phases.wait == 0)
        #expect(meter.seconds == 4 && meter.latency.count == 1)
    }

    @Test("Acknowledged bytes count once, also when an upload begins anew")
    func acknowledged() {
        var meter = RunMeter()
        func event(_ kind: FerryEvent.Kind) -> FerryEvent {
            FerryEvent(seq: 1, time: Timestamp(secondsSinceEpoch: 0), jobId: JobID(rawValue: "a"), kind: kind)
        }
        meter.take(event(.chunkAcknowledged(.init(index: 0, offset: 0, length: 500, attempt: 1))))
        meter.take(event(.uploadRetry(.init(cause: .reset, status: nil, attempt: 1, delaySeconds: 0))))
        meter.take(event(.uploadRewound(.init(fromBytes: 500, toBytes: 0, reason: "gone"))))
        meter.take(event(.chunkAcknowledged(.init(index: 0, offset: 0, length: 800, attempt: 2))))
        #expect(meter.acknowledged == 800 && meter.retries == 1)
    }
}
