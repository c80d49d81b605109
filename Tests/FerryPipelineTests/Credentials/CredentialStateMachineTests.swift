import FerryCore
import Testing

@testable import FerryPipeline

@Suite struct CredentialStateMachineTests {
    private static let start = Timestamp(microseconds: 1_777_636_800_000_000)
    private static let down = FerryError(.destinationUnreachable, "down")

    private static func at(_ seconds: Double) -> Timestamp { start.advanced(bySeconds: seconds) }

    private static func holding(_ value: String, lives seconds: Double?) -> CredentialStateMachine<String> {
        var machine = CredentialStateMachine<String>()
        #expect(machine.wanted(now: start) == .fetch)
        machine.obtained(Perishable(value: value, expiresAt: seconds.map(at)), now: start)
        return machine
    }

    @Test("one fetch serves all who ask meanwhile") func oneFetch() {
        var machine = CredentialStateMachine<String>()
        #expect(machine.wanted(now: Self.start) == .fetch)
        #expect(machine.wanted(now: Self.start) == .wait)
        #expect(machine.refused(now: Self.start) == .wait)
        machine.obtained(Perishable(value: "a"), now: Self.start)
        #expect(machine.wanted(now: Self.start) == .use("a"))
        #expect(machine.wanted(now: Self.at(1e9)) == .use("a"))
    }

    @Test(
        "a credential is renewed five minutes before its end, or in the last quarter of a short life",
        arguments: [(3600.0, 3299.0, false), (3600, 3301, true), (400, 299, false), (400, 301, true)])
    func margin(_ life: Double, _ age: Double, _ isFetched: Bool) {
        var machine = Self.holding("a", lives: life)
        #expect(machine.wanted(now: Self.at(age)) == (isFetched ? .fetch : .use("a")))
    }

    @Test("a credential that is dead when it comes is used, and asked for again only after a while") func bornDead() {
        var machine = Self.holding("a", lives: -10)
        #expect(machine.wanted(now: Self.at(1)) == .use("a"))
        #expect(machine.wanted(now: Self.at(31)) == .fetch)
    }

    @Test("what cannot be renewed is used to its end, with a try now and then") func usedToTheEnd() {
        var machine = Self.holding("a", lives: 3600)
        #expect(machine.wanted(now: Self.at(3400)) == .fetch)
        machine.failed(Self.down, now: Self.at(3400))
        #expect(machine.fallback(now: Self.at(3400)) == "a")
        #expect(machine.wanted(now: Self.at(3410)) == .use("a"))
        #expect(machine.wanted(now: Self.at(3431)) == .fetch)
        machine.failed(Self.down, now: Self.at(3431))
        #expect(machine.fallback(now: Self.at(3601)) == nil)
        #expect(machine.wanted(now: Self.at(3601)) == .fetch)
    }

    @Test("a refusal of a credential that was replaced since asks for no fetch, however late it comes")
    func lateRefusal() {
        var machine = Self.holding("b", lives: nil)
        #expect(machine.refused(now: Self.at(600)) { $0 == "a" } == .known(true))
        #expect(machine.refused(now: Self.at(600)) { $0 == "b" } == .fetch)
    }

    @Test("a failure is told to all who waited, then tried again") func failures() {
        var machine = CredentialStateMachine<String>()
        #expect(machine.wanted(now: Self.start) == .fetch)
        machine.failed(Self.down, now: Self.start)
        #expect(machine.wanted(now: Self.at(0.5)) == .fail(Self.down))
        #expect(machine.wanted(now: Self.at(2)) == .fetch)
    }

    @Test("whoever fetched and was cancelled leaves the fetch to the next") func cancelled() {
        var machine = CredentialStateMachine<String>()
        #expect(machine.wanted(now: Self.start) == .fetch)
        machine.failed(FerryError(.cancelled, "stopped"), now: Self.start)
        #expect(machine.wanted(now: Self.start) == .fetch)
    }

    @Test("requests from before a renewal need no second one; without a change none is tried for a while")
    func refusals() {
        var machine = Self.holding("a", lives: nil)
        #expect(machine.refused(now: Self.at(1)) == .fetch)
        machine.obtained(Perishable(value: "b"), now: Self.at(1))
        #expect(machine.refused(now: Self.at(2)) == .known(true))
        #expect(machine.refused(now: Self.at(7)) == .fetch)
        machine.obtained(Perishable(value: "b"), now: Self.at(7))
        #expect(machine.refused(now: Self.at(13)) == .known(false))
        #expect(machine.refused(now: Self.at(23)) == .fetch)
        machine.failed(Self.down, now: Self.at(23))
        #expect(machine.refused(now: Self.at(24)) == .known(false))
        #expect(machine.wanted(now: Self.at(24)) == .use("b"))
    }

    @Test("a clock that was moved back stops nothing") func clockMovedBack() {
        var machine = Self.holding("a", lives: 3600)
        #expect(machine.wanted(now: Self.at(3500)) == .fetch)
        machine.failed(Self.down, now: Self.at(3500))
        #expect(machine.wanted(now: Self.at(-5000)) == .use("a"))
        #expect(machine.refused(now: Self.at(-5000)) == .fetch)
    }
}
