import FerryCore
import FerryTesting
import FerryUploadProtocols
import Testing

@testable import FerryPipeline

@Suite("Looking at a destination that is one object", .timeLimit(.minutes(2))) struct ExactPlaceCheckupTests {
    private static let bytes = content(5000, seed: 61)

    /// A server that ignores `If-None-Match`, so that nothing but our own care keeps what stands there.
    private static var careless: PutFeatures {
        var features = PutFeatures()
        features.obeysIfNoneMatch = false
        return features
    }

    private func checks(_ road: TestRoad, _ suffix: String) async throws -> [HealthCheck] {
        let endpoint = try #require(HTTPLocation(road.endpoint.text + suffix))
        return await DestinationCheckup(
            storage: .inOrder(PutDialect(endpoint: endpoint)), authorizer: nil, transport: road.transport,
            origin: endpoint, clock: SystemFerryClock()
        ).run()
    }

    private func words(_ checks: [HealthCheck]) -> [String] {
        checks.map { "\($0.name) \($0.ok.map { $0 ? "ok" : "fault" } ?? "-")" }
    }

    private static let unprobed = ["create -", "resume -", "complete -", "delete -"]

    @Test(
        "nothing is written over and nothing is deleted",
        arguments: [("film.bin", "HEAD /store/film.bin"), ("film.bin?X-Amz-Signature=s3cret", "HEAD /")])
    func keeps(_ suffix: String, _ line: String) async throws {
        try await PutRoad.walk(Self.careless) { road in
            let pipeline = try road.putPipeline(at: "film.bin")
            _ = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            await pipeline.shutdown()
            let before = road.lines.count
            let checks = try await checks(road, suffix)
            #expect(road.stored == ["/store/film.bin": Self.bytes])
            #expect(Array(road.lines[before...]) == [line])
            #expect(words(checks).prefix(4) == ["resolve ok", "connect ok", "tls -", "credentials -"], "\(checks)")
            #expect(Array(words(checks)[4...7]) == Self.unprobed && checks[8].ok == true, "\(checks)")
            #expect(checks[4].detail.contains("one object") && checks[4].detail.contains("name a folder"))
            #expect(!"\(checks)".contains("s3cret"))
        }
    }

    @Test("credentials that are refused are a fault, and a free place is left free")
    func refused() async throws {
        try await PutRoad.walk(Self.careless, FaultPlan().on("HEAD", 1, .status(401))) { road in
            let refused = words(try await checks(road, "film.bin"))
            #expect(Array(refused[3...7]) == ["credentials fault"] + Self.unprobed)
            let again = words(try await checks(road, "film.bin"))
            #expect(Array(again[3...7]) == ["credentials -"] + Self.unprobed)
            #expect(road.stored.isEmpty && road.count("PUT") + road.count("DELETE") == 0)
        }
    }

    @Test("a folder is probed as ever")
    func folder() async throws {
        try await PutRoad.walk(Self.careless) { road in
            let checks = try await checks(road, "")
            #expect(words(checks)[6...7] == ["complete ok", "delete ok"], "\(checks)")
            #expect(road.stored.isEmpty && road.count("PUT") == 1 && road.count("DELETE") == 1)
        }
    }
}
