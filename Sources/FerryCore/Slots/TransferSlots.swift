/// Who may have a request with body bytes in flight: at most `limit` at any instant over everything a process does.
///
/// Fair by holder: a free slot goes to the waiting holder that has the fewest, the longest waiting first.
public struct TransferSlots<Holder: Hashable & Sendable>: Sendable {
    /// Names one request for a slot.
    public struct Ticket: Hashable, Sendable {
        let number: UInt64
    }

    private struct Waiting {
        let ticket: Ticket
        let holder: Holder
    }

    /// How many slots there are.
    public private(set) var limit: Int
    private var held: [Ticket: Holder] = [:]
    private var waiting: [Waiting] = []
    private var nextNumber: UInt64 = 0

    /// Creates free slots.
    ///
    /// - Precondition: `limit` is at least 1.
    public init(limit: Int) {
        precondition(limit >= 1, "a process needs one slot at least")
        self.limit = limit
    }

    /// Slots in use.
    public var busy: Int { held.count }
    /// Requests that wait.
    public var waitingCount: Int { waiting.count }

    /// Asks for a slot.
    ///
    /// - Returns: The ticket, and the tickets that are granted by this, which may hold the new one.
    public mutating func request(for holder: Holder) -> (ticket: Ticket, granted: [Ticket]) {
        let ticket = Ticket(number: nextNumber)
        nextNumber += 1
        waiting.append(Waiting(ticket: ticket, holder: holder))
        return (ticket, grant())
    }

    /// Gives a slot back, or stops waiting for one; a ticket that is not known is ignored.
    ///
    /// - Returns: The tickets that are granted by this.
    public mutating func release(_ ticket: Ticket) -> [Ticket] {
        if held.removeValue(forKey: ticket) == nil { waiting.removeAll { $0.ticket == ticket } }
        return grant()
    }

    /// Changes the number of slots; those in use beyond a smaller number run out by themselves.
    public mutating func setLimit(_ limit: Int) -> [Ticket] {
        precondition(limit >= 1, "a process needs one slot at least")
        self.limit = limit
        return grant()
    }

    private mutating func grant() -> [Ticket] {
        var granted: [Ticket] = []
        while held.count < limit, let index = nextIndex() {
            let next = waiting.remove(at: index)
            held[next.ticket] = next.holder
            granted.append(next.ticket)
        }
        return granted
    }

    private func nextIndex() -> Int? {
        let counts = held.values.reduce(into: [Holder: Int]()) { $0[$1, default: 0] += 1 }
        var best: (count: Int, index: Int)?
        for index in waiting.indices {
            let count = counts[waiting[index].holder] ?? 0
            // None has fewer, and none of those has waited longer.
            if count == 0 { return index }
            if best.map({ count < $0.count }) ?? true { best = (count, index) }
        }
        return best?.index
    }
}
