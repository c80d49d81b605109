import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(1))) struct StateTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    @Test("the state directory and what is in it is closed to others")
    func modes() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", .status(500))) { road in
            let pipeline = try road.pipeline()
            _ = await outcome(
                try await pipeline.submit(.dataURI("data:,abcdefgh\(String(repeating: "x", count: 4000))")))
            for name in ["state", "state/spool", "state/journal", "state/holders"] {
                #expect(try road.scratch.mode(name) == 0o700)
            }
            for folder in ["spool", "journal", "holders"] {
                let names = road.scratch.names("state/\(folder)")
                #expect(names.count == 1)
                for name in names { #expect(try road.scratch.mode("state/\(folder)/\(name)") == 0o600) }
            }
            await pipeline.shutdown()
        }
    }

    @Test("directories above the state directory are made; a file in their place is a clear error")
    func making() throws {
        _ = try StateDirectory(path: scratch.path("a/b/c/"))
        #expect(scratch.names("a/b/c") == ["control", "holders", "journal", "spool"])
        _ = try scratch.file("file", [1])
        for path in [scratch.path("file"), scratch.path("file/state"), "/proc/none/state"] {
            let error = #expect(throws: FerryError.self) { _ = try StateDirectory(path: path) }
            #expect(error?.code == .storeUnavailable)
        }
    }

    @Test("a holder is alive until it lets go, whoever asks")
    func holder() throws {
        let state = try StateDirectory(path: scratch.path("state"))
        let asking = try HolderLock(directory: state, name: "asking")
        var living: HolderLock? = try HolderLock(directory: state, name: "living")
        #expect(asking.isAlive("living") && asking.isAlive("asking") && !asking.isAlive("never"))
        #expect(living != nil)
        living = nil
        #expect(!asking.isAlive("living"))
        #expect(scratch.names("state/holders") == ["asking.lock"])
        // A lock of a dead process: the file is there and nobody holds it.
        _ = try scratch.file("state/holders/dead.lock", [])
        #expect(!asking.isAlive("dead"))
        #expect(scratch.names("state/holders") == ["asking.lock"])
    }

    @Test("a receipt's file is whole or not there, and replaces an older one")
    func receipt() async throws {
        try await TestRoad.walk { road in
            let pipeline = try road.pipeline()
            let receipt = try await pipeline.submit(try road.file(content(100))).receipt()
            for _ in 0..<2 {
                try ReceiptFile.write(receipt, to: road.scratch.path)
                #expect(try ReceiptFile.read(ReceiptFile.path(of: receipt.jobId, in: road.scratch.path)) == receipt)
            }
            #expect(road.scratch.names("").filter { $0.contains(".json") } == ["\(receipt.jobId).json"])
            let error = #expect(throws: FerryError.self) {
                try ReceiptFile.write(receipt, to: road.scratch.path("none"))
            }
            #expect(error?.code == .storeUnavailable)
            let missing = #expect(throws: FerryError.self) { try ReceiptFile.read("/none.json") }
            #expect(missing?.code == .sourceNotFound)
            let other = #expect(throws: FerryError.self) { try ReceiptFile.read(road.scratch.path("answer.webm")) }
            #expect(other?.code == .sourceUnreadable)
            let refused = #expect(throws: FerryError.self) {
                _ = try road.pipeline { $0.receiptsDirectory = road.scratch.path("answer.webm") }
            }
            #expect(refused?.next.contains("--receipts") == true)
            await pipeline.shutdown()
        }
    }

    @Test("blocking work runs on so many threads at once and no more", arguments: [1, 2, 4])
    func lane(width: Int) async throws {
        let lane = BlockingLane(label: "test", width: width)
        let crowd = Crowd()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await lane.run { () throws(FerryError) in
                        crowd.enter()
                        sched_yield()
                        crowd.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(crowd.most >= 1 && crowd.most <= width)
        let thrown = await #expect(throws: FerryError.self) {
            try await lane.run { () throws(FerryError) in throw FerryError(.spoolFull, "full") }
        }
        #expect(thrown?.code == .spoolFull)
    }

    @Test("one caller at a time is in a key's turn, others' keys do not matter, and nothing stays")
    func turns() async throws {
        let turns = KeyTurns()
        let crowd = Crowd()
        let entries = RequestCount()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    try await turns.withTurn(of: "key") { () async throws(FerryError) in
                        crowd.enter()
                        _ = entries.next()
                        for _ in 0..<number % 4 { await Task.yield() }
                        crowd.leave()
                    }
                }
                group.addTask {
                    try await turns.withTurn(of: "other \(number)") { () async throws(FerryError) in await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(crowd.most == 1 && entries.next() == 61)
        #expect(turns.count == 0)
    }

    @Test("whoever is cancelled while it waits for a key's turn leaves the line, and the next one gets it")
    func leftTurns() async throws {
        let turns = KeyTurns()
        let ran = RequestCount()
        try await turns.withTurn(of: "key") { () async throws(FerryError) in
            let tasks = (0..<3).map { _ in
                Task { try await turns.withTurn(of: "key") { () async throws(FerryError) in _ = ran.next() } }
            }
            while turns.waitingCount(of: "key") < 3 { await Task.yield() }
            tasks[1].cancel()
            await #expect { try await tasks[1].value } throws: { ($0 as? FerryError)?.code == .cancelled }
            #expect(turns.waitingCount(of: "key") == 2)
        }
        while turns.count > 0 { await Task.yield() }
        #expect(ran.next() == 3)
    }

    @Test("a sweep removes what nobody needs and nothing else")
    func sweep() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", .status(500))) { road in
            let source = FerrySource.dataURI("data:,\(String(repeating: "x", count: 3000))")
            let first = try road.pipeline()
            _ = await outcome(try await first.submit(source))
            await first.shutdown()
            let kept = road.scratch.names("state/spool") + road.scratch.names("state/journal")
            let names = ["spool/old.asset", "spool/new.asset", "journal/old.ndjson", "holders/dead.lock"]
            for name in names { _ = try road.scratch.file("state/\(name)", [1]) }
            let long = Date(timeIntervalSinceNow: -2 * StateSweep.graceSeconds)
            for name in kept.map({ $0.hasSuffix("ndjson") ? "journal/\($0)" : "spool/\($0)" })
                + ["spool/old.asset", "journal/old.ndjson"]
            {
                try FileManager.default.setAttributes(
                    [.modificationDate: long], ofItemAtPath: road.scratch.path("state/\(name)"))
            }
            // A living neighbour may be taking a source in: nothing but the dead holder's lock goes.
            var neighbour: JobPipeline? = try road.pipeline()
            let second = try road.pipeline()
            await second.shutdown()
            #expect(neighbour != nil)
            #expect(!road.scratch.names("state/holders").contains("dead.lock"))
            await neighbour?.shutdown()
            neighbour = nil
            let third = try road.pipeline()
            await third.shutdown()
            let left = road.scratch.names("state/spool") + road.scratch.names("state/journal")
            #expect(Set(left) == Set(kept))
        }
    }
}
