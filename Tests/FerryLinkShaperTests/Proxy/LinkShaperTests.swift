import FerryCore
import FerryLinkShaper
import FerryTesting
import Testing

@Suite(.serialized) struct LinkShaperTests {
    @Test("A link carries bytes at its rate, within five percent", arguments: [(4e6, 1_200_000), (8e6, 2_400_000)])
    func rate(rate: Double, count: Int) async throws {
        try await Self.withLink(LinkShape(bitsPerSecond: rate), .count) { link, peer in
            let client = try await RawConnection.open(port: link.port)
            try await client.send([UInt8](repeating: 1, count: count))
            client.finishSending()
            #expect(try await client.line()?.hasPrefix("\(count) ") == true)
            let taken = peer.facts
            let measured = try #require(Self.rate(taken.times, after: 0))
            Accuracy.expect(measured * 8, of: rate)
            #expect(await link.traffic().bytesUp == Int64(count))
        }
    }

    @Test("Two connections share the rate")
    func shared() async throws {
        try await Self.withLink(LinkShape(bitsPerSecond: 8e6), .count) { link, peer in
            let bytes = [UInt8](repeating: 1, count: 1_200_000)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        let client = try await RawConnection.open(port: link.port)
                        try await client.send(bytes)
                        client.finishSending()
                        _ = try await client.line()
                    }
                }
                try await group.waitForAll()
            }
            let measured = try #require(Self.rate(peer.facts.times, after: 0))
            Accuracy.expect(measured * 8, of: 8e6)
        }
    }

    @Test("A line there and back takes two delays, the first one also the handshake's")
    func delay() async throws {
        try await Self.withLink(LinkShape(delay: 0.15), .echo) { link, _ in
            let client = try await RawConnection.open(port: link.port)
            let clock = ContinuousClock()
            func echo() async throws -> Double {
                let start = clock.now
                try await client.send("ping\n")
                #expect(try await client.line() == "ping")
                return (clock.now - start) / .seconds(1)
            }
            let first = try await echo()
            #expect(
                first >= 0.3 * 0.999 && (!Accuracy.isJudged || (0.6 * 0.95..<0.6 * 1.15).contains(first)), "\(first)")
            let times = [try await echo(), try await echo(), try await echo()]
            let least = try #require(times.min())
            #expect(least >= 0.3 * 0.999 && (!Accuracy.isJudged || least < 0.3 * 1.05), "\(times)")
        }
    }

    @Test("Bytes arrive whole and in order on a lossy, dark, slow link")
    func integrity() async throws {
        let shape = try LinkShape("rate=20M,delay=5ms,loss=2%,blackout=100ms/300ms")
        try await Self.withLink(shape, .count) { link, _ in
            var random = SeededRandom(seed: 4)
            let bytes = (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) }
            let client = try await RawConnection.open(port: link.port)
            try await client.send(bytes)
            client.finishSending()
            let sum = bytes.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
            #expect(try await client.line() == "300000 \(sum)")
            #expect(await link.traffic().lostSegments > 0)
        }
    }

    @Test("A sender feels the rate: no more waits than the sender's own kernel buffers")
    func backPressure() async throws {
        try await Self.withLink(LinkShape(bitsPerSecond: 32e6), .count) { link, peer in
            let client = try await RawConnection.open(port: link.port)
            try await client.send([UInt8](repeating: 1, count: 8_000_000))
            let ahead = 8_000_000 - peer.facts.bytes
            #expect(ahead < 5_000_000, "\(ahead) bytes ahead")
        }
    }

    @Test("A far side that takes nothing stops the sender, and no memory fills")
    func deafPeer() async throws {
        try await Self.withLink(LinkShape(), .deaf) { link, _ in
            let client = try await RawConnection.open(port: link.port)
            let sending = Task { try? await client.send([UInt8](repeating: 1, count: 64 << 20)) }
            var before: Int64 = -1
            while await link.traffic().bytesUp != before {
                before = await link.traffic().bytesUp
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(before < 16 << 20)
            // Closing the link is what ends the sender's wait.
            await link.shutdown()
            await sending.value
        }
    }

    @Test("A sender that finishes first still gets all that comes back")
    func halfClose() async throws {
        try await Self.withLink(LinkShape(bitsPerSecond: 16e6, delay: 0.02), .send(200_000)) { link, _ in
            let client = try await RawConnection.open(port: link.port)
            client.finishSending()
            #expect(try await client.line() == nil)
            #expect(await link.traffic().bytesDown == 200_000)
        }
    }

    @Test("A connection that one end breaks off is broken at the other")
    func breaks() async throws {
        try await Self.withLink(LinkShape(delay: 0.01), .cut) { link, peer in
            let client = try await RawConnection.open(port: link.port)
            try await client.send("hello\n")
            #expect(await client.isClosedByPeer())
            #expect(peer.facts.closed == 1)
        }
    }

    @Test("Where nobody listens the connection is closed")
    func nobody() async throws {
        let peer = try await LinkPeer.start(.count)
        await peer.stop()
        let link = try await LinkShaper.start(LinkShape(), to: "127.0.0.1", port: peer.port)
        let client = try await RawConnection.open(port: link.port)
        #expect(await client.isClosedByPeer())
        await link.shutdown()
    }

    private static func withLink(
        _ shape: LinkShape, _ manner: LinkPeer.Manner, _ body: (LinkShaper, LinkPeer) async throws -> Void
    ) async throws {
        let peer = try await LinkPeer.start(manner)
        let link = try await LinkShaper.start(shape, to: "127.0.0.1", port: peer.port)
        do {
            try await body(link, peer)
        } catch {
            await link.shutdown()
            await peer.stop()
            throw error
        }
        await link.shutdown()
        await peer.stop()
    }

    /// Bytes a second between the first arrival `after` seconds later than the very first, and the last.
    private static func rate(_ times: [(time: Double, bytes: Int)], after: Double) -> Double? {
        guard let begin = times.first?.time, let first = times.first(where: { $0.time >= begin + after }),
            let last = times.last, last.time > first.time
        else { return nil }
        return Double(last.bytes - first.bytes) / (last.time - first.time)
    }
}
