import FerryCore
import FerryTesting
import HTTPTypes
import Synchronization
import Testing

@testable import FerryPipeline

/// What tasks at a gate saw.
private final class Notes: Sendable {
    let told = Mutex<[HostPause]>([])
    let passes = Mutex<[HostBreaker.Pass?]>([])
}

@Suite(.timeLimit(.minutes(1))) struct HostGateTests {
    private static let failed = HostBreaker.Ending.failed(.connect, serverDelay: nil)

    /// A gate that two failures close, with a clock whose waits last until they are released.
    private func gate(
        _ clock: ManualClock = ManualClock { _ in true }, limit: Double = 1000
    ) -> HostGate {
        HostGate(
            name: "store.example", policy: .init(failuresInRow: 2, outageLimit: limit, strangerLimit: limit),
            clock: clock, jitter: { 1 })
    }

    private func shut(_ gate: HostGate) {
        for _ in 0..<2 { _ = gate.ended(Self.failed, pass: gate.enterNow(), seconds: 0) }
    }

    private static func pass(_ entrance: HostGate.Entrance) -> HostBreaker.Pass? {
        guard case .open(let pass) = entrance else { return nil }
        return pass
    }

    private func waiting(_ gate: HostGate, _ count: Int) async {
        while gate.waitingCount < count { await Task.yield() }
    }

    @Test("a well host lets everybody in at once, and nobody is told of a pause")
    func open() async {
        let gate = gate()
        for _ in 0..<5 {
            #expect(Self.pass(await gate.enter { _ in Issue.record("a pause") }) == .free)
        }
        #expect(gate.isIdle)
    }

    @Test("while the host pauses all wait; then one goes out, and its reply lets the others follow")
    func probe() async {
        let clock = ManualClock { _ in true }
        let gate = gate(clock)
        shut(gate)
        let notes = Notes()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    let entrance = await gate.enter { pause in notes.told.withLock { $0.append(pause) } }
                    notes.passes.withLock { $0.append(Self.pass(entrance)) }
                }
            }
            await waiting(gate, 5)
            await clock.waitForWait { $0 == 1 }
            clock.release()
            await waitUntil { notes.passes.withLock { $0.count } == 1 }
            #expect(notes.passes.withLock { $0 } == [.probe])
            #expect(gate.waitingCount == 4)
            guard case .up = gate.ended(.answered, pass: .probe, seconds: 0.1) else {
                Issue.record("the host is up again")
                return
            }
        }
        #expect(notes.passes.withLock { $0 } == [.probe, .free, .free, .free, .free])
        #expect(notes.told.withLock { $0.map(\.failures) } == [2, 2, 2, 2, 2])
        #expect(notes.told.withLock { $0.allSatisfy { $0.host == "store.example" && $0.cause == .connect } })
    }

    private func waitUntil(_ isSo: () -> Bool) async { while !isSo() { await Task.yield() } }

    @Test("a request that was under way when the pause began ends it by its success")
    func straggler() async {
        let gate = gate()
        shut(gate)
        async let entrance = gate.enter { _ in }
        await waiting(gate, 1)
        _ = gate.ended(.answered, pass: .free, seconds: 9)
        #expect(Self.pass(await entrance) == .free)
        #expect(gate.isIdle)
    }

    @Test("who is cancelled while waiting, or before, gets nothing and keeps nobody back")
    func cancelled() async {
        let clock = ManualClock { _ in true }
        let gate = gate(clock)
        shut(gate)
        let first = Task { await gate.enter { _ in } }
        await waiting(gate, 1)
        let second = Task { await gate.enter { _ in } }
        await waiting(gate, 2)
        first.cancel()
        guard case .cancelled = await first.value else {
            Issue.record("it was let in")
            return
        }
        await clock.waitForWait { $0 == 1 }
        clock.release()
        #expect(Self.pass(await second.value) == .probe)
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await gate.enter { _ in }
        }
        guard case .cancelled = await late.value else {
            Issue.record("it was let in")
            return
        }
    }

    @Test("a probe that is not made leaves its turn to the next")
    func givenBack() async {
        let clock = ManualClock { _ in true }
        let gate = gate(clock)
        shut(gate)
        async let first = gate.enter { _ in }
        await waiting(gate, 1)
        async let second = gate.enter { _ in }
        await waiting(gate, 2)
        await clock.waitForWait { $0 == 1 }
        clock.release()
        #expect(Self.pass(await first) == .probe)
        _ = gate.ended(.unknown, pass: .probe, seconds: 0)
        #expect(Self.pass(await second) == .probe)
    }

    @Test("with nobody waiting at the end of the pause the next to come is the probe")
    func nobody() async {
        let gate = gate(ManualClock())
        shut(gate)
        #expect(Self.pass(await gate.enter { _ in }) == .probe)
    }

    @Test("an outage beyond its limit gives everybody up with its reason, and who comes later still gets a probe")
    func givenUp() async throws {
        let gate = gate(ManualClock(), limit: 2)
        shut(gate)
        var last: HostGate.Standing = .up
        var probes = 0
        while probes < 100 {
            let probe = try #require(Self.pass(await gate.enter { _ in }))
            probes += 1
            last = gate.ended(Self.failed, pass: probe, seconds: 0)
            if case .givenUp = last { break }
        }
        #expect(probes == 2, "pauses of 1 and 2 s pass the limit of 2 s")
        guard case .givenUp(let failure) = last else { return }
        #expect(failure.error.code == .destinationUnreachable && failure.error.disposition == .giveUp)
        #expect(failure.error.message.contains("store.example") && failure.error.message.contains("connect"))
        #expect(Self.pass(await gate.enter { _ in }) == .probe)
    }

    @Test("whoever waits when the limit is passed is given up with the probe")
    func allGivenUp() async throws {
        let clock = ManualClock { _ in true }
        let gate = gate(clock, limit: 1)
        shut(gate)
        async let first = gate.enter { _ in }
        await waiting(gate, 1)
        async let second = gate.enter { _ in }
        await waiting(gate, 2)
        await clock.waitForWait { $0 == 1 }
        clock.release()
        #expect(Self.pass(await first) == .probe)
        _ = gate.ended(Self.failed, pass: .probe, seconds: 0)
        guard case .givenUp = await second else {
            Issue.record("it waits on")
            return
        }
        #expect(gate.waitingCount == 0)
    }

    @Test("hosts are told apart by scheme, host and port, and many well ones are forgotten")
    func gates() {
        let gates = HostGates(policy: .init(failuresInRow: 1), clock: ManualClock { _ in true }, jitter: { 1 })
        func gate(_ host: String, scheme: String = "https") -> HostGate {
            gates.gate(of: HTTPRequest(method: .get, scheme: scheme, authority: host, path: "/x"))
        }
        #expect(gate("a.example") === gate("A.example"))
        #expect(gate("a.example") !== gate("a.example", scheme: "http"))
        #expect(gate("a.example") !== gate("a.example:8443"))
        let (well, ill) = (gate("a.example"), gate("ill.example"))
        _ = ill.ended(Self.failed, pass: .free, seconds: 0)
        for number in 0..<100 { _ = gate("\(number).example") }
        #expect(gate("a.example") !== well)
        #expect(gate("ill.example") === ill)
    }
}
