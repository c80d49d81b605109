import FerryCore
import FerryTesting
import FerryUploadProtocols
import Testing

@testable import FerryPipeline

/// A scripted S3 storage behind a fault server, parts of 1000 bytes, and a pipeline that sends there.
struct S3Road {
    let road: TestRoad

    static let limits = PartLimits(minBytes: 1000, maxBytes: 5000, maxCount: 10_000)

    static func walk(
        _ plan: FaultPlan = FaultPlan(), _ change: (inout S3Features) -> Void = { _ in },
        _ body: (S3Road) async throws -> Void
    ) async throws {
        var features = S3Features()
        features.minPartBytes = 1000
        change(&features)
        try await TestRoad.walk(server: FaultServer(S3Store(features: features), plan: plan)) { road in
            try await body(S3Road(road: road))
        }
    }

    func parts(
        _ choice: S3Dialect.ChecksumChoice = .automatic, slots: Int = 2, overwrites: Bool = false,
        retries: Int = 4, wholeBytes: Int64 = 1000
    ) throws -> PipelineParts {
        let endpoint = try #require(HTTPLocation("http://\(road.endpoint.authority)"))
        let place = try S3Place(bucket: "bucket", prefix: "in", region: "us-east-1", endpoint: endpoint)
        let dialect = S3Dialect(
            place: place, checksum: choice, maxWholeBytes: wholeBytes, limits: Self.limits)
        var parts = try road.parts(slots: slots, retry: RetryPolicy(maxRetries: retries))
        parts.storage = .parts(dialect)
        parts.identity = "s3://bucket/in/"
        parts.destination = "s3://bucket/in/"
        parts.endpoint = place.endpoint
        parts.send.overwrites = overwrites
        return parts
    }

    /// Sends bytes by a pipeline of its own and waits for what comes of it.
    func send(
        _ bytes: [UInt8], _ choice: S3Dialect.ChecksumChoice = .automatic, name: String = "answer.webm",
        slots: Int = 2, overwrites: Bool = false, retries: Int = 4
    ) async throws -> Result<Receipt, FerryError> {
        let pipeline = try JobPipeline(
            try parts(choice, slots: slots, overwrites: overwrites, retries: retries))
        let result = await outcome(try await pipeline.submit(try road.file(bytes, name)))
        await pipeline.shutdown()
        return result
    }

    /// Methods and queries of all requests, without the storage's own names.
    var calls: [String] {
        road.server.requests.map { request in
            let query = request.path.split(separator: "?").dropFirst().first.map(String.init) ?? ""
            let name =
                query.contains("partNumber")
                ? "part" : query.contains("uploads") ? "begin" : query.isEmpty ? "" : "upload"
            return name.isEmpty ? request.method : "\(request.method) \(name)"
        }
    }

    /// How often parts were sent.
    var partRequests: Int { calls.count { $0 == "PUT part" } }

    /// What holds on every road that ends well.
    func expectDelivered(_ bytes: [UInt8]) {
        #expect(road.server.objects.map(\.bytes) == [bytes])
        #expect(road.server.unfinishedUploads == 0 && road.server.violations.isEmpty)
        #expect(road.server.mostConcurrentBodies <= 2)
    }
}
