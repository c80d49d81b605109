import FerryCore
import FerryTesting
import Testing

@Suite struct TransferSlotsTests {
    typealias Slots = TransferSlots<String>

    @Test("a slot is granted at once while there is a free one, and in turn after that")
    func turns() {
        var slots = Slots(limit: 2)
        let first = slots.request(for: "a")
        let second = slots.request(for: "b")
        let third = slots.request(for: "c")
        #expect(first.granted == [first.ticket] && second.granted == [second.ticket] && third.granted.isEmpty)
        #expect(slots.busy == 2 && slots.waitingCount == 1)
        #expect(slots.release(first.ticket) == [third.ticket])
        #expect(slots.release(second.ticket).isEmpty && slots.release(third.ticket).isEmpty)
        #expect(slots.busy == 0 && slots.waitingCount == 0)
    }

    @Test("with two files waiting neither gets a second slot while the other has none")
    func fairness() {
        var slots = Slots(limit: 2)
        let busy = [slots.request(for: "x"), slots.request(for: "x")]
        let a = [slots.request(for: "a"), slots.request(for: "a")]
        let b = slots.request(for: "b")
        #expect(slots.release(busy[0].ticket) == [a[0].ticket])
        #expect(slots.release(busy[1].ticket) == [b.ticket], "b waited less long, but a has one")
        #expect(slots.release(b.ticket) == [a[1].ticket], "nobody else waits")
    }

    @Test("one file alone may use all slots")
    func alone() {
        var slots = Slots(limit: 3)
        let tickets = (0..<4).map { _ in slots.request(for: "a") }
        #expect(slots.busy == 3 && tickets[3].granted.isEmpty)
    }

    @Test("a request that stops waiting is forgotten, and a ticket given back twice is ignored")
    func leaving() {
        var slots = Slots(limit: 1)
        let held = slots.request(for: "a")
        let left = slots.request(for: "b")
        let waiting = slots.request(for: "c")
        #expect(slots.release(left.ticket).isEmpty && slots.waitingCount == 1)
        #expect(slots.release(held.ticket) == [waiting.ticket])
        #expect(slots.release(held.ticket).isEmpty && slots.release(left.ticket).isEmpty && slots.busy == 1)
    }

    @Test("more slots are granted at once; fewer run out by themselves")
    func limit() {
        var slots = Slots(limit: 1)
        let tickets = ["a", "b", "c", "d"].map { slots.request(for: $0).ticket }
        #expect(slots.setLimit(3) == [tickets[1], tickets[2]] && slots.busy == 3)
        #expect(slots.setLimit(1).isEmpty && slots.busy == 3 && slots.limit == 1)
        #expect(slots.release(tickets[0]).isEmpty && slots.release(tickets[1]).isEmpty)
        #expect(slots.release(tickets[2]) == [tickets[3]] && slots.busy == 1)
    }
}
