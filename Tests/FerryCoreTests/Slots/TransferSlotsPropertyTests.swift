import FerryCore
import FerryTesting
import Testing

/// Random requests, returns and limits against a list that is searched by hand.
@Suite struct TransferSlotsPropertyTests {
    typealias Slots = TransferSlots<Int>

    private struct Entry {
        let ticket: Slots.Ticket
        let holder: Int
        var isHeld = false
    }

    /// All that is known, in the order of the requests.
    private struct Model {
        var entries: [Entry] = []
        var limit: Int
        var taken = 0
        var givenBack = 0

        func held(by holder: Int) -> Int { entries.filter { $0.isHeld && $0.holder == holder }.count }

        /// Checks grants one by one: each was the longest waiting of the holders that had the fewest slots.
        mutating func grant(_ tickets: [Slots.Ticket]) {
            for ticket in tickets {
                #expect(entries.filter(\.isHeld).count < limit, "granted beyond the limit")
                let waiting = entries.filter { !$0.isHeld }
                let fewest = waiting.map { held(by: $0.holder) }.min()
                #expect(waiting.first { held(by: $0.holder) == fewest }?.ticket == ticket)
                guard let index = entries.firstIndex(where: { $0.ticket == ticket }) else { return }
                entries[index].isHeld = true
                taken += 1
            }
            let isIdle = entries.contains { !$0.isHeld } && entries.filter(\.isHeld).count < limit
            #expect(!isIdle, "a slot is free and somebody waits")
        }

        mutating func remove(at index: Int) -> Slots.Ticket {
            let entry = entries.remove(at: index)
            givenBack += entry.isHeld ? 1 : 0
            return entry.ticket
        }
    }

    @Test(
        "grants are fair, never beyond the limit, and each slot taken is given back", arguments: 0..<60 as Range<UInt64>
    )
    func againstModel(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var model = Model(limit: .random(in: 1...4, using: &random))
        var slots = Slots(limit: model.limit)
        for _ in 0..<150 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let holder = Int.random(in: 0..<4, using: &random)
                let (ticket, granted) = slots.request(for: holder)
                #expect(!model.entries.contains { $0.ticket == ticket })
                model.entries.append(Entry(ticket: ticket, holder: holder))
                model.grant(granted)
            case 5..<9:
                guard let index = model.entries.indices.randomElement(using: &random) else { continue }
                let ticket = model.remove(at: index)
                model.grant(slots.release(ticket))
                #expect(slots.release(ticket).isEmpty)
            default:
                model.limit = .random(in: 1...4, using: &random)
                model.grant(slots.setLimit(model.limit))
            }
            #expect(slots.busy == model.entries.filter(\.isHeld).count)
            #expect(slots.waitingCount == model.entries.count - slots.busy)
        }
        while !model.entries.isEmpty { model.grant(slots.release(model.remove(at: 0))) }
        #expect(slots.busy == 0 && slots.waitingCount == 0 && model.taken == model.givenBack)
    }
}
