import FerryTesting
import Foundation
import Synchronization
import Testing

/// The real command, killed at random places of every protocol's road, and run again.
///
/// Three hundred places with `MEDIAFERRY_TEST_FAULTS=all`, three of each protocol without; the seeds are fixed. All counts
/// are the storage's own.
@Suite("kill -9 over every protocol", .boundedWidth) struct DialectKillTests {
    private static let baselines = Mutex<[String: KillBaseline]>([:])

    private static func baseline(_ dialect: KillDialect) async throws -> KillBaseline {
        if let known = baselines.withLock({ $0[dialect.name] }) { return known }
        let road = try KillRoad(dialect, seed: .max)
        let run = try await road.run()
        #expect(run.code == 0, "\(run)")
        #expect(road.server.objects.map(\.bytes) == [road.bytes])
        let requests = road.server.requests
        let found = KillBaseline(
            requests: requests.count, questions: requests.count { !dialect.carries($0) }, events: run.output.count)
        baselines.withLock { $0[dialect.name] = found }
        return found
    }

    @Test(
        "after kill -9 the same command finishes: one object, the right bytes, a chunk a slot again, few round trips more",
        arguments: KillSpot.chosen)
    func once(_ spot: KillSpot) async throws {
        let baseline = try await Self.baseline(spot.dialect)
        let fact = spot.fact(baseline)
        let road = try KillRoad(spot.dialect, seed: spot.seed)
        let first = try await road.killed(upon: fact)
        let second = try await road.run()
        let count = KillCount(road, baseline, fact: fact)
        KillTable.print(spot, count, wasKilled: first.exit == .signal(SIGKILL))
        let story: Comment = "\(spot), \(fact)\n\(count)\n\(first)\n\(second)"
        #expect(second.code == 0, story)
        #expect(try EventRules.faults(in: second.events()) == [], story)
        #expect(road.server.objects.map(\.bytes) == [road.bytes], story)
        #expect(road.server.violations == [], story)
        #expect(count.resentBytes <= spot.dialect.mostResentBytes, story)
        #expect(count.moreQuestions <= spot.dialect.mostMoreQuestions, story)
        #expect(count.orphans <= count.allowedOrphans, story)
        try Self.expectSameJob(first, second, story)
        let left = Folder.files(road.scratch.path("state")).filter { !$0.contains("/ferry.sqlite") }
        #expect(left == [], story)
    }

    /// Expects that the second run finished the job of the first, and made none of its own.
    private static func expectSameJob(_ first: RunResult, _ second: RunResult, _ story: Comment) throws {
        let accepted = try first.output.first { $0.contains("\"job.accepted\"") }.map(JSONValue.parse)
        let delivered = try second.events().named("job.delivered")
        #expect(delivered.count == 1, story)
        if let job = accepted?["jobId"] { #expect(delivered.first?["jobId"] == job, story) }
    }
}
