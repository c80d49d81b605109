import FerryCore
import Testing

@Suite struct PartsStateMachinePropertyTests {
    @Test(
        "an upload in parts keeps its promises whatever the storage does",
        arguments: PartsServerModel.Character.allCases, 0..<400 as Range<UInt64>)
    func promises(character: PartsServerModel.Character, seed: UInt64) {
        var road = PartsRoadModel(character, seed: seed)
        road.run()
        #expect(road.violations.isEmpty)
        if character == .honest { #expect(road.end == .finish) }
    }

    @Test(
        "an upload of an earlier run keeps its promises too",
        arguments: PartsServerModel.Character.allCases, 0..<300 as Range<UInt64>)
    func resumed(character: PartsServerModel.Character, seed: UInt64) {
        var road = PartsRoadModel(character, seed: seed, isResumed: true)
        let held = road.server.uploads["old"] ?? [:]
        road.run()
        #expect(road.violations.isEmpty)
        guard character == .honest, !road.object.isEmpty else { return }
        #expect(road.end == .finish && road.server.begun == 0)
        for (index, bytes) in held {
            let isOurs = bytes == Array(road.object[index * 4..<min(index * 4 + 4, road.object.count)])
            #expect(road.sentParts[index, default: 0] == (isOurs ? 0 : 1), "part \(index)")
        }
    }

    static let standing = PartsRoadModel.Before.allCases.flatMap { before in
        PartsServerModel.Character.allCases.map { (before, $0) }
    }

    @Test("what stands at the name is honoured", arguments: standing, 0..<100 as Range<UInt64>)
    func names(road: (PartsRoadModel.Before, PartsServerModel.Character), seed: UInt64) {
        var model = PartsRoadModel(road.1, seed: seed, before: road.0)
        model.run()
        #expect(model.violations.isEmpty)
        guard road.1 == .honest else { return }
        if road.0 == .stranger {
            guard case .fail(let error)? = model.end else {
                Issue.record("no end in \(model.machine.state)")
                return
            }
            #expect(error.code == .destinationConflict && model.server.made == 0)
        } else {
            #expect(model.end == .finish && model.server.made <= 1)
        }
    }

    @Test("an upload that is stopped on the way stops", arguments: 0..<200 as Range<UInt64>)
    func cancelled(seed: UInt64) {
        var road = PartsRoadModel(.flaky, seed: seed)
        road.run(cancelling: true)
        #expect(road.violations.isEmpty)
    }

    @Test("the storage models lead to every kind of end, to fresh starts and to rewinds")
    func reach() {
        var ends: Set<String> = []
        for character in PartsServerModel.Character.allCases {
            for seed in 0..<200 as Range<UInt64> {
                var road = PartsRoadModel(character, seed: seed, isResumed: seed.isMultiple(of: 3))
                road.run(cancelling: seed.isMultiple(of: 4))
                ends.insert("\(character) \(road.machine.state)")
                if road.machine.freshStarts > 0 { ends.insert("\(character) anew") }
                if road.rewinds > 0 { ends.insert("\(character) rewound") }
                if road.aborts > 0 { ends.insert("\(character) aborted") }
            }
        }
        for character in ["flaky", "lying"] {
            let wanted = ["finished", "failed", "cancelled", "anew", "rewound", "aborted"]
            #expect(ends.isSuperset(of: wanted.map { "\(character) \($0)" }))
        }
        #expect(!ends.contains("honest failed") && !ends.contains("honest anew"))
    }
}
