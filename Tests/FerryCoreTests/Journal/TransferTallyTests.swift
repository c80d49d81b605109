import FerryCore
import Testing

@Suite struct TransferTallyTests {
    private let chunk = Chunk(index: 1, offset: 1000, length: 500)

    @Test("a chunk that went out twice at once counts as two attempts, and its first bytes as sent again")
    func repeated() {
        let tally = TransferTally([
            .creating, .started(chunk), .requests(1), .repeated(sent: 300), .ended(sent: 500, acknowledged: 1500),
        ])
        #expect(tally.attempts == 2 && tally.requests == 2)
        #expect(tally.sent == 800 && tally.resent == 300)
        #expect(tally.acknowledged == 1500)
    }

    @Test("a request without a body that went out twice is two requests and no attempt")
    func repeatedWithoutBody() {
        let tally = TransferTally([.creating, .requests(1), .repeated(sent: 0)])
        #expect(tally.requests == 2 && tally.attempts == 0 && tally.sent == 0)
    }

    @Test("a crash after the second time has begun leaves the chunk open")
    func open() {
        let tally = TransferTally([.creating, .started(chunk), .repeated(sent: 300)])
        #expect(tally.resumed.highWater == 1500)
    }

    @Test("a wait for the host is time lost and no retry")
    func paused() {
        let tally = TransferTally([.paused(seconds: 2.5), .paused(seconds: 1)])
        #expect(tally.stalledSeconds == 3.5 && tally.retries.isEmpty)
    }
}
