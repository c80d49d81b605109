import FerryTesting
import Foundation
import Synchronization
import Testing

/// A batch of two hundred small files, killed and continued: each object exactly once, byte for byte.
///
/// Fifty points with `MEDIAFERRY_TEST_FAULTS=all`, a few without; the seeds are fixed, the counts are the storage's own.
@Suite("kill -9 over a batch", .boundedWidth) struct BatchKillTests {
    /// A share of the events of an uninterrupted run, drawn from a seed.
    struct Spot: Sendable, CustomStringConvertible {
        var seed: UInt64
        var share: Double

        init(seed: UInt64) {
            self.seed = seed
            var random = SeededRandom(seed: seed &* 6271 &+ 20_261_122)
            share = Double.random(in: 0..<1, using: &random)
        }

        var description: String { "seed \(seed), at \(share)" }
    }

    static let spots = (0..<(KillPoint.isLongForm ? 50 : 4)).map { Spot(seed: UInt64($0)) }
    private static let files = 200
    private static let whole = Mutex<Int?>(nil)

    /// Events of an uninterrupted run.
    private static func events() async throws -> Int {
        if let known = whole.withLock({ $0 }) { return known }
        let run = try await BatchRoad(files, seed: 7).run(["--progress", "json"])
        #expect(run.code == 0, "\(run.errorText)")
        whole.withLock { $0 = run.output.count }
        return run.output.count
    }

    /// Starts the command and kills it when so many events were written; one that ends before has ended.
    private func killed(_ arguments: [String], after events: Int) async throws {
        let command = try Command.start(arguments + ["--progress", "json"])
        _ = try await command.facts.wait(for: "events or the end") {
            $0.openStreams == 0 || $0.output.lines.count >= events
        }
        command.signal(SIGKILL)
        _ = try await command.ended("the end of the killed command")
    }

    @Test("into a folder: after kill -9 the same command finishes", arguments: spots)
    func folder(_ spot: Spot) async throws {
        let road = try BatchRoad(Self.files, seed: 100 + spot.seed)
        try await killed(road.arguments(), after: 1 + Int(spot.share * Double(try await Self.events())))
        let second = try await road.run()
        #expect(second.code == 0, "\(spot)\n\(second)")
        #expect(second.errorText.contains("files       200:"), "\(spot)\n\(second)")
        #expect(try road.objects() == road.recordings(), "\(spot)")
        let left = Folder.files(road.scratch.path("state")).filter { !$0.contains("/ferry.sqlite") }
        #expect(left == [], "\(spot)")
    }

    @Test("to a tus server: after kill -9 each object is there once", arguments: spots)
    func server(_ spot: Spot) async throws {
        let server = FaultServer(TusStore())
        let root = try server.start()
        defer { server.stop() }
        let road = try BatchRoad(Self.files, seed: 200 + spot.seed)
        let to = "tus+\(root)"
        try await killed(road.arguments(to: to), after: 1 + Int(spot.share * Double(try await Self.events())))
        let second = try await road.run(to: to)
        #expect(second.code == 0, "\(spot)\n\(second)")
        let objects = server.objects.map { Data($0.bytes) }
        #expect(objects.count == Self.files, "\(spot)")
        #expect(Set(objects) == Set(try road.recordings().values), "\(spot)")
        #expect(server.violations == [], "\(spot)")
    }

    @Test("two commands on one state share the work and do nothing twice; one may be killed")
    func two() async throws {
        let server = FaultServer(TusStore())
        let root = try server.start()
        defer { server.stop() }
        let road = try BatchRoad(Self.files, seed: 300)
        let arguments = road.arguments(to: "tus+\(root)")
        async let killed: Void = killed(arguments, after: 300)
        async let first = Command.run(arguments)
        async let second = Command.run(arguments)
        let runs = try await [first, second]
        try await killed
        for run in runs { #expect(run.code == 0, "\(run)") }
        let objects = server.objects.map { Data($0.bytes) }
        #expect(objects.count == Self.files)
        #expect(Set(objects) == Set(try road.recordings().values))
    }
}
