import FerryCore
import FerryTesting
import FerryUploadProtocols
import Testing

@testable import FerryPipeline

@Suite("Looking at a storage of parts", .timeLimit(.minutes(2))) struct PartsCheckupTests {
    private func checks(_ road: S3Road) async throws -> [HealthCheck] {
        let parts = try road.parts()
        return await DestinationCheckup(
            storage: parts.storage, authorizer: nil, transport: road.road.transport, origin: road.road.endpoint,
            clock: SystemFerryClock()
        ).run()
    }

    private func words(_ checks: [HealthCheck]) -> [String] {
        checks.map { "\($0.name) \($0.ok.map { $0 ? "ok" : "fault" } ?? "-")" }
    }

    /// A storage, and what is found then from `credentials` to `delete`.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var plan = FaultPlan()
        var change: @Sendable (inout S3Features) -> Void = { _ in }
        let found: [String]
    }

    private static let good = ["credentials ok", "create ok", "resume ok", "complete ok", "delete ok"]

    static let cases: [Case] = [
        Case(testDescription: "a good one", found: good),
        Case(
            testDescription: "one that begins no uploads", plan: FaultPlan().on("POST", 1, .status(403)),
            found: ["credentials fault", "create -", "resume -", "complete -", "delete -"]),
        Case(
            testDescription: "one that takes no parts", plan: FaultPlan().on("PUT", 2, .status(500)),
            found: ["credentials ok", "create ok", "resume fault", "complete -", "delete ok"]),
        Case(
            testDescription: "one that makes no object", plan: FaultPlan().on("POST", 2, .status(500)),
            found: ["credentials ok", "create ok", "resume ok", "complete fault", "delete ok"]),
        Case(
            testDescription: "one that changes bytes", plan: FaultPlan().on("PUT", 2, .corruptedBody(at: 20)),
            found: ["credentials ok", "create ok", "resume fault", "complete -", "delete ok"]),
        Case(
            testDescription: "one that deletes nothing", plan: FaultPlan().on("DELETE", .status(403)),
            found: ["credentials ok", "create ok", "resume ok", "complete ok", "delete fault"]),
    ]

    @Test("each fault is found where it is, and nothing of the probe is left", arguments: cases)
    func finds(_ it: Case) async throws {
        try await S3Road.walk(it.plan, it.change) { road in
            let checks = try await checks(road)
            #expect(Array(words(checks)[3...7]) == it.found, "\(checks)")
            #expect(checks.allSatisfy { ($0.ok == false) == ($0.next != nil) })
            let server = road.road.server
            #expect((server.objects.count + server.unfinishedUploads == 0) == (it.found.last != "delete fault"))
        }
    }
}
