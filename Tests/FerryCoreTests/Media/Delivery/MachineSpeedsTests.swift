import Testing

@testable import FerryCore

@Suite struct MachineSpeedsTests {
    @Test("a machine that is steadily slower is known after a few results")
    func learns() {
        var speeds = MachineSpeeds()
        #expect(speeds.factor(of: "h264 medium") == 1 && speeds.spread(of: "h264 medium") == 0.5)
        speeds.learn("h264 medium", measured: 30, expected: 10)
        #expect(speeds.factor(of: "h264 medium") == 2 && speeds.spread(of: "h264 medium") == 0.3)
        for _ in 0..<9 { speeds.learn("h264 medium", measured: 6, expected: 2) }
        #expect(abs(speeds.factor(of: "h264 medium") - 3) < 0.1)
        #expect(speeds.factor(of: "check") == 1)
    }

    @Test("absurd results, and more kinds than there are, harm nothing")
    func absurd() {
        var speeds = MachineSpeeds()
        for (measured, expected) in [(0, 1), (1, 0), (-1, 1), (.nan, 1), (1, .infinity)] as [(Double, Double)] {
            speeds.learn("check", measured: measured, expected: expected)
        }
        #expect(speeds.factors.isEmpty)
        speeds.learn("check", measured: 1e9, expected: 1)
        #expect(speeds.factor(of: "check") < 20)
        for number in 0..<100 { speeds.learn("kind \(number)", measured: 1, expected: 1) }
        #expect(speeds.factors.count == MachineSpeeds.maxKinds)
    }

    @Test("an encode of a minute of 720p takes what was measured: about half a minute on two processors")
    func estimate() throws {
        let probe = DeliveryPlannerTests.minute
        let asked = try MediaPlanner.plan(probe: probe, preset: .interview)
        let task = try #require(asked.task)
        let two = WorkEstimate.making(task, of: probe, bytes: 4_000_000, processors: 2)
        #expect(two.kind == "h264 medium" && (20...30).contains(two.seconds))
        let eight = WorkEstimate.making(task, of: probe, bytes: 4_000_000, processors: 8)
        #expect(two.seconds / eight.seconds > 3 && two.seconds / eight.seconds < 4)
        let check = WorkEstimate.checking(task, of: probe, bytes: 4_000_000, processors: 2)
        #expect((1...3).contains(check.seconds))
        var remux = task
        remux.video?.encoding = nil
        remux.audio?.encoding = nil
        #expect(WorkEstimate.making(remux, of: probe, bytes: 20_000_000, processors: 2).seconds < 1)
    }
}
