import FerryCore
import Testing

/// What a journal of parts adds up to.
@Suite struct PartsTallyTests {
    private static let kept = PartReference(entityTag: "t")

    private func part(_ index: Int, _ length: Int64 = 10) -> Chunk {
        Chunk(index: index, offset: Int64(index) * 10, length: length)
    }

    @Test("parts under way at once are counted each for itself")
    func interleaved() {
        let tally = TransferTally([
            .creating, .partStarted(part(0)), .partStarted(part(1)), .partEnded(index: 1, sent: 10, kept: Self.kept),
            .partEnded(index: 0, sent: 4, kept: nil), .partStarted(part(0)),
            .partEnded(index: 0, sent: 10, kept: Self.kept),
        ])
        #expect(tally.acknowledged == 20 && tally.sent == 24 && tally.resent == 4 && tally.attempts == 3)
        #expect(tally.chunks == 2 && tally.partReferences.keys.sorted() == [0, 1])
    }

    @Test("a part whose reply was lost counts once it is found")
    func found() {
        let tally = TransferTally([
            .creating, .partStarted(part(0)), .partEnded(index: 0, sent: 10, kept: nil),
            .partFound(part(0), Self.kept),
        ])
        #expect(tally.acknowledged == 10 && tally.sent == 10 && tally.resent == 0 && tally.chunks == 1)
    }

    @Test("the rest of a part counts from where it goes on, and only bytes that were on their way before as sent again")
    func resumed() {
        let tally = TransferTally([
            .creating, .partStarted(part(0)), .partEnded(index: 0, sent: 8, kept: nil),
            .partResumed(part(0), kept: 5), .partEnded(index: 0, sent: 5, kept: Self.kept),
        ])
        #expect(tally.acknowledged == 10 && tally.sent == 13 && tally.resent == 3 && tally.attempts == 2)
        let crashed = TransferTally([
            .creating, .partResumed(part(0), kept: 6), .partsFound(kept: [0], bytes: 10, isResumed: true),
        ])
        #expect(crashed.sent == 4 && crashed.resent == 0)
    }

    @Test("after a crash the listing decides what had arrived")
    func crashed() {
        let tally = TransferTally([
            .creating, .partStarted(part(0)), .partEnded(index: 0, sent: 10, kept: Self.kept), .partStarted(part(1)),
            .partStarted(part(2)), .partsFound(kept: [0, 1], bytes: 20, isResumed: true),
        ])
        #expect(tally.acknowledged == 20 && tally.resumedFrom == 20 && tally.sent == 20 && tally.resent == 0)
        #expect(tally.partReferences.keys.sorted() == [0])
    }

    @Test("a new upload begins at nothing, and what was sent before counts as sent again")
    func anew() {
        let tally = TransferTally([
            .creating, .partStarted(part(0)), .partEnded(index: 0, sent: 10, kept: Self.kept), .abandoned, .creating,
            .partStarted(part(0)), .partEnded(index: 0, sent: 10, kept: Self.kept),
        ])
        #expect(tally.acknowledged == 10 && tally.resent == 10 && tally.freshStarts == 1 && tally.resumedFrom == nil)
    }
}
