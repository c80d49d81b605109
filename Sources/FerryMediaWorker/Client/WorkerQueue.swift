/// Who may run a media worker now: at most so many at once, the others in the order of their asking.
struct WorkerQueue: Sendable, Equatable {
    /// A ticket of one asker.
    typealias Ticket = Int

    private let maxConcurrent: Int
    private var nextTicket: Ticket = 0
    private(set) var running: Set<Ticket> = []
    private(set) var waiting: [Ticket] = []

    init(maxConcurrent: Int) { self.maxConcurrent = max(1, maxConcurrent) }

    /// Asks; the ticket is in ``running`` at once or waits.
    mutating func ask() -> Ticket {
        nextTicket += 1
        if running.count < maxConcurrent { running.insert(nextTicket) } else { waiting.append(nextTicket) }
        return nextTicket
    }

    /// Gives a ticket back, whether it ran or waited; the ticket that may run instead, if any.
    mutating func leave(_ ticket: Ticket) -> Ticket? {
        if let place = waiting.firstIndex(of: ticket) {
            waiting.remove(at: place)
            return nil
        }
        guard running.remove(ticket) != nil, !waiting.isEmpty else { return nil }
        let next = waiting.removeFirst()
        running.insert(next)
        return next
    }
}
