import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

@Suite("What is learned of machine and uplinks") struct SpeedBookTests {
    private func book(
        _ road: TestRoad, _ planning: PlanSettings = PlanSettings(uplink: .measured), to identity: String = "a"
    ) throws -> SpeedBook {
        var parts = try road.parts()
        (parts.planning, parts.identity) = (planning, identity)
        return SpeedBook(parts)
    }

    private func send(_ bytes: Int64, seconds: Double, _ book: SpeedBook, _ road: TestRoad) {
        let chunk = FerryEvent.ChunkStarted(index: 0, offset: 0, length: bytes, attempt: 1)
        for kind in [FerryEvent.Kind.chunkStarted(chunk), .chunkAcknowledged(chunk)] {
            book.record(FerryEvent(seq: 1, time: road.clock.now(), jobId: JobID(rawValue: "j"), kind: kind))
            road.clock.advance(bySeconds: seconds)
        }
    }

    @Test("an uplink is unknown, then measured, and known to later runs to the same destination for a day")
    func uplink() async throws {
        try await TestRoad.walk { road in
            let first = try book(road)
            #expect(first.forecast().uplink == nil)
            send(1_000_000, seconds: 2, first, road)
            #expect(first.forecast().uplink == 500_000)
            first.save(by: "me")
            #expect(try road.scratch.mode("state/control/speeds.json") == 0o600)
            #expect(try book(road).forecast().uplink == 500_000)
            #expect(try book(road, to: "b").forecast().uplink == nil)
            #expect(try book(road, PlanSettings(uplink: .rate(7))).forecast().uplink == 7)
            #expect(try book(road, PlanSettings()).forecast().uplink == nil)
            road.clock.advance(bySeconds: 90_000)
            #expect(try book(road).forecast().uplink == nil)
        }
    }

    @Test("factors of this machine are known to later runs; what cannot be read is begun anew")
    func factors() async throws {
        try await TestRoad.walk { road in
            let first = try book(road)
            first.learn { $0.speeds.learn("check", measured: 3, expected: 1) }
            #expect(first.forecast().speeds.factor(of: "check") == 2)
            first.save(by: "me")
            #expect(try book(road).forecast().speeds.factor(of: "check") == 2)
            #expect(road.scratch.names("state/control") == ["speeds.json"])
            for text in ["", "{}", "{\"schema\":\"mediaferry.speeds/9\",\"machine\":{\"factors\":{}},\"uplinks\":{}}"] {
                _ = try road.scratch.file("state/control/speeds.json", Array(text.utf8))
                #expect(try book(road).forecast().speeds == MachineSpeeds())
            }
        }
    }

    @Test("no more destinations are remembered than there is room for; the oldest go")
    func bounded() {
        var document = SpeedDocument()
        let start = Timestamp(microseconds: 0)
        for number in 0..<100 {
            document.setUplink(Double(number + 1), to: "d\(number)", now: start.advanced(bySeconds: Double(number)))
        }
        #expect(document.uplinks.count == SpeedDocument.maxUplinks)
        #expect(document.uplink("d99", now: start.advanced(bySeconds: 100)) == 100)
        #expect(document.uplink("d0", now: start) == nil)
    }

    @Test("work that is done side by side counts as if each had the machine for itself")
    func shared() {
        var clock = SharedWorkClock()
        let start = Timestamp(microseconds: 0)
        func at(_ seconds: Double) -> Timestamp { start.advanced(bySeconds: seconds) }
        let shown = [
            clock.begin(at: at(5)), clock.look(at: at(7)), clock.begin(at: at(7)), clock.end(at: at(11)),
            clock.end(at: at(12)), clock.begin(at: at(1000)), clock.look(at: at(999)),
        ]
        #expect(shown == [0, 2, 2, 4, 5, 5, 5])
    }
}
