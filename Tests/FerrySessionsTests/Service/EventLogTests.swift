import FerryCore
import Testing

@testable import FerrySessions

@Suite(.timeLimit(.minutes(1))) struct EventLogTests {
    private static func event(_ seq: Int, session: String = "s") -> FerryEvent {
        FerryEvent(
            seq: seq, time: Timestamp(microseconds: Int64(seq)), jobId: JobID(rawValue: "j"),
            owner: JobOwner(sessionId: session, answerId: "a", media: "video"),
            kind: .milestone(.init(percent: 10)))
    }

    private func items(_ log: EventLog, after seen: Int?, session: String? = nil) async throws -> [String] {
        let stream = try log.events(after: seen, session: session.map { SessionID(rawValue: $0) })
        log.finish()
        var items: [String] = []
        for await item in stream {
            switch item {
            case .gap: items.append("gap")
            case .event(let event): items.append("\(event.seq)")
            }
        }
        return items
    }

    @Test("a listener who comes back is given what it missed, in order")
    func replay() async throws {
        let log = EventLog()
        for seq in 1...5 { log.record(Self.event(seq)) }
        #expect(try await items(log, after: 3) == ["4", "5"])
        #expect(try await items(log, after: 5) == [])
        #expect(try await items(log, after: nil) == [])
    }

    @Test("what is no longer kept, or was counted by another run, is one gap")
    func gaps() async throws {
        let log = EventLog()
        for seq in 1...(EventLog.limit + 10) { log.record(Self.event(seq)) }
        let old = try await items(log, after: 3)
        #expect(old.first == "gap" && old.dropFirst().first == "11" && old.count == EventLog.limit + 1)
        #expect(try await items(log, after: 10).first == "11")
        let foreign = try await items(log, after: EventLog.limit * 5)
        #expect(foreign.first == "gap" && foreign.count == EventLog.limit + 1)
    }

    @Test("a listener of one session hears nothing of others")
    func sessions() async throws {
        let log = EventLog()
        for seq in 1...6 { log.record(Self.event(seq, session: seq % 2 == 0 ? "even" : "odd")) }
        #expect(try await items(log, after: 0, session: "even") == ["2", "4", "6"])
    }

    @Test("what happens while a listener listens comes after what it missed")
    func live() async throws {
        let log = EventLog()
        log.record(Self.event(1))
        var iterator = try log.events(after: 0, session: nil).makeAsyncIterator()
        log.record(Self.event(2))
        let (first, second) = (await iterator.next(), await iterator.next())
        log.finish()
        let end = await iterator.next()
        #expect(first == .event(Self.event(1)) && second == .event(Self.event(2)) && end == nil)
    }

    @Test("listeners who went away are forgotten when another comes, and there is a limit to those who listen")
    func listeners() throws {
        let log = EventLog()
        for _ in 0..<(EventLog.maxListeners * 3) { _ = try log.events(after: nil, session: SessionID(rawValue: "s")) }
        #expect(log.listenerCount <= 1)
        let streams = try (0..<EventLog.maxListeners).map { _ in try log.events(after: nil, session: nil) }
        #expect(log.listenerCount == streams.count)
        let error = #expect(throws: FerryError.self) { _ = try log.events(after: nil, session: nil) }
        #expect(error?.code == .serviceBusy && error?.retryAfterSeconds == 5)
        withExtendedLifetime(streams) {}
    }
}
