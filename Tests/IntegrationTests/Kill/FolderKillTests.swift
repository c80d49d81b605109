import FerryTesting
import Foundation
import Synchronization
import Testing

/// The same as ``DialectKillTests`` for folders of this machine, where the file system is the witness.
@Suite("kill -9 over folders", .boundedWidth) struct FolderKillTests {
    /// A place on the road, drawn from a seed.
    struct Spot: Sendable, CustomStringConvertible {
        var seed: UInt64
        /// Whether changes in the folder are counted, else events.
        var countsChanges: Bool
        /// From 0 to 1, below 1, of an uninterrupted run.
        var share: Double

        init(seed: UInt64) {
            self.seed = seed
            var random = SeededRandom(seed: seed &* 7919 &+ 20_261_122)
            countsChanges = Int.random(in: 0..<4, using: &random) > 0
            share = Double.random(in: 0..<1, using: &random)
        }

        var description: String { "directory, seed \(seed): \(countsChanges ? "changes" : "events") at \(share)" }
    }

    static let spots = (0..<(KillPoint.isLongForm ? KillSpot.longCountOfFolders : 3)).map { Spot(seed: UInt64($0)) }

    private static let whole = Mutex<(changes: Int, events: Int)?>(nil)

    /// A folder, a state directory and a source.
    private struct Way {
        static let objectBytes = 360_000
        static let chunkBytes = 60_000
        let scratch: Scratch
        let folder: String
        let source: String

        init(seed: UInt64) throws {
            scratch = try Scratch()
            folder = scratch.path("kept")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            source = try scratch.noise("answer.webm", bytes: Self.objectBytes, seed: seed)
        }

        func start() throws -> ChildProcess {
            try Command.start([
                "send", source, "--to", "file://\(folder)", "--state", scratch.path("state"), "--preset", "none",
                "--progress", "json", "--chunk-size", "\(Self.chunkBytes)", "--limit-rate", "2M",
            ])
        }

        /// Runs the command until so many changes or events, and kills it; one that ends before has ended.
        func killed(changes: Int?, events: Int?) async throws -> RunResult {
            let watch = try FolderWatch(folder)
            let command = try start()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await command.facts.wait(for: "an event or the end") { state in
                        state.openStreams == 0 || events.map { state.output.lines.count >= $0 } == true
                    }
                }
                if let changes {
                    group.addTask { try await watch.changes.wait(for: "\(changes) changes") { $0 >= changes } }
                }
                _ = try await group.next()
                command.signal(SIGKILL)
                group.cancelAll()
            }
            return try await RunResult(command.ended("the end of the killed command"))
        }

        /// The unfinished file, if there is one: its length and what the file system knows it by.
        func unfinished() throws -> (bytes: Int, inode: Int)? {
            try Folder.names(folder).first { $0 != "answer.webm" }.map { try status($0) }
        }

        func status(_ name: String) throws -> (bytes: Int, inode: Int) {
            let known = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            return (known[.size] as? Int ?? -1, known[.systemFileNumber] as? Int ?? -1)
        }
    }

    /// How many changes and events an uninterrupted run makes.
    private static func baseline() async throws -> (changes: Int, events: Int) {
        if let known = whole.withLock({ $0 }) { return known }
        let way = try Way(seed: .max)
        let watch = try FolderWatch(way.folder)
        let run = try await RunResult(way.start().ended())
        #expect(run.code == 0, "\(run)")
        let found = (watch.changes.now, run.output.count)
        #expect(found.0 > 3)
        whole.withLock { $0 = found }
        return found
    }

    @Test(
        "after kill -9 the same command goes on where the unfinished file stands: one file, the right bytes",
        arguments: spots)
    func once(_ spot: Spot) async throws {
        let baseline = try await Self.baseline()
        let way = try Way(seed: spot.seed)
        let count = 1 + Int(spot.share * Double(spot.countsChanges ? baseline.changes : baseline.events))
        let first = try await way.killed(
            changes: spot.countsChanges ? count : nil, events: spot.countsChanges ? nil : count)
        let left = try way.unfinished()
        let isThere = Folder.names(way.folder).contains("answer.webm")
        let second = try await RunResult(way.start().ended())
        let story: Comment = "\(spot), \(count), left \(left.map { "\($0.bytes)" } ?? "nothing")\n\(first)\n\(second)"
        #expect(second.code == 0, story)
        #expect(Folder.names(way.folder) == ["answer.webm"], story)
        #expect(try Hash.hex(file: "\(way.folder)/answer.webm") == Hash.hex(file: way.source), story)
        let delivered = try #require(try second.events().named("job.delivered").first?["receipt"], story)
        // What was made of the unfinished file is that very file, and it was continued where it ended.
        if let left, left.bytes > 0 {
            #expect(try way.status("answer.webm").inode == left.inode, story)
            if !isThere { #expect(delivered["transfer.resumedFromBytes"]?.integer == left.bytes, story) }
        }
        let sent = delivered["transfer.bytesSent"]?.integer ?? .max
        #expect(sent <= Way.objectBytes + Way.chunkBytes, story)
        #expect(delivered["transfer.freshStarts"]?.integer == 0, story)
        #expect(
            Folder.files(way.scratch.path("state")).filter { !$0.contains("/ferry.sqlite") } == [], story)
        KillTable.print(
            "directory", spot.countsChanges ? "changes" : "events", wasKilled: first.exit == .signal(SIGKILL),
            resent: max(0, sent - Way.objectBytes), mostResent: Way.chunkBytes, moreQuestions: 0, orphans: 0)
    }
}
