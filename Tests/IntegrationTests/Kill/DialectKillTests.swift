import FerryTesting
import Foundation
import Synchronization
import Testing

/// The real command, killed at random places of every protocol's road, and run again.
///
/// Three hundred places with `MEDIAFERRY_TEST_FAULTS=all`, eighteen without; the seeds are fixed.
@Suite("kill -9 over every protocol", .boundedWidth) struct DialectKillTests {
    /// What an uninterrupted run needs.
    struct Baseline: Sendable {
        var requests: Int
        var beforeBytes: Int
    }

    private static let baselines = Mutex<[String: Baseline]>([:])

    private static func baseline(_ dialect: KillDialect) async throws -> Baseline {
        if let known = baselines.withLock({ $0[dialect.name] }) { return known }
        let road = try KillRoad(dialect, seed: 1)
        let run = try await RunResult(road.start().ended())
        #expect(run.code == 0, "\(run)")
        let found = Baseline(requests: road.server.requests.count, beforeBytes: road.requestsBeforeBytes(from: 0))
        baselines.withLock { $0[dialect.name] = found }
        return found
    }

    @Test(
        "after kill -9 the same command finishes: one object, the right bytes, a chunk a slot again, two round trips more",
        arguments: KillSpot.chosen)
    func once(_ spot: KillSpot) async throws {
        let baseline = try await Self.baseline(spot.dialect)
        let road = try KillRoad(spot.dialect, seed: spot.seed)
        let first = try await road.killed(upon: spot.fact)
        let before = road.server.requests.count
        let second = try await RunResult(road.start().ended())
        #expect(second.code == 0, "\(spot): \(second)")
        #expect(road.server.objects.map(\.bytes) == [road.bytes], "\(spot): \(first)")
        #expect(road.server.violations == [], "\(spot)")
        let resent = road.sentBytes() - Int64(road.bytes.count)
        #expect(resent <= Int64(spot.dialect.mostResentBytes), "\(spot)")
        let roundTrips = road.requestsBeforeBytes(from: before)
        let isSending = road.sentBytes(from: before) > 0
        #expect(
            roundTrips <= (isSending ? baseline.beforeBytes : baseline.requests) + 2,
            "\(spot): \(road.server.requests.dropFirst(before).map(\.method))")
        let left = Folder.files(road.scratch.path("state")).filter { !$0.contains("/ferry.sqlite") }
        #expect(left == [], "\(spot)")
    }
}
