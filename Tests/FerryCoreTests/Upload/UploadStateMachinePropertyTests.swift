import FerryCore
import Testing

@Suite struct UploadStateMachinePropertyTests {
    @Test(
        "an upload keeps its promises whatever the server does",
        arguments: UploadServerModel.Character.allCases, 0..<300 as Range<UInt64>)
    func promises(character: UploadServerModel.Character, seed: UInt64) {
        var road = UploadRoadModel(character, seed: seed)
        road.run()
        #expect(road.violations.isEmpty)
        if character == .honest { #expect(road.end == .finish) }
    }

    @Test(
        "an upload of an earlier run keeps its promises too",
        arguments: UploadServerModel.Character.allCases, 0..<200 as Range<UInt64>)
    func resumed(character: UploadServerModel.Character, seed: UInt64) {
        var road = UploadRoadModel(character, seed: seed, isResumed: true)
        road.run()
        #expect(road.violations.isEmpty)
        if character == .honest { #expect(road.end == .finish && road.freshStarts == 0 && road.creations == 0) }
    }

    @Test("an upload that is stopped on the way stops", arguments: 0..<200 as Range<UInt64>)
    func cancelled(seed: UInt64) {
        var road = UploadRoadModel(.flaky, seed: seed)
        road.run(cancelling: true)
        #expect(road.violations.isEmpty)
    }

    @Test("the server models lead to every kind of end and to fresh starts")
    func reach() {
        var ends: Set<String> = []
        for character in UploadServerModel.Character.allCases {
            for seed in 0..<100 as Range<UInt64> {
                var road = UploadRoadModel(character, seed: seed)
                road.run(cancelling: seed.isMultiple(of: 4))
                ends.insert("\(character) \(road.machine.state)")
                if road.freshStarts > 0 { ends.insert("\(character) anew") }
                if road.isAdopted { ends.insert("\(character) adopted") }
            }
        }
        for character in ["flaky", "lying"] {
            #expect(ends.isSuperset(of: ["finished", "failed", "cancelled", "anew"].map { "\(character) \($0)" }))
        }
        #expect(ends.contains("lying adopted") && !ends.contains("honest failed") && !ends.contains("honest anew"))
    }
}
