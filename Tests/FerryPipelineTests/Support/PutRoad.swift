import FerryCore
import FerryTesting
import FerryUploadProtocols
import Testing

@testable import FerryPipeline

/// A road to a server of plain `PUT`.
enum PutRoad {
    /// Runs a test body on a road to such a server.
    static func walk(
        _ features: PutFeatures = PutFeatures(), _ plan: FaultPlan = FaultPlan(),
        _ body: (TestRoad) async throws -> Void
    ) async throws {
        try await TestRoad.walk(server: FaultServer(PutStore(features: features), plan: plan), body)
    }
}

extension TestRoad {
    /// A pipeline that puts objects beneath the server's folder, or at the URL that is made of it.
    func putPipeline(
        at suffix: String = "", state: String = "state", _ change: (inout PipelineParts) -> Void = { _ in }
    ) throws -> JobPipeline {
        let url = endpoint.text + suffix
        let place = try Destination(url)
        guard case .endpoint(let location) = place.place else { preconditionFailure("a URL is an endpoint") }
        var parts = try parts(state: state)
        parts.storage = .inOrder(PutDialect(endpoint: location))
        parts.identity = place.identity
        parts.destination = place.redacted
        change(&parts)
        return try JobPipeline(parts)
    }

    /// The finished objects by path.
    var stored: [String: [UInt8]] {
        Dictionary(server.objects.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
    }

    /// All jobs of the store.
    func jobs() async throws -> [JobRecord] {
        try await store.latestJobs(in: Set(JobState.allCases), limit: 1000)
    }

    /// Methods and paths of all requests.
    var lines: [String] { server.requests.map { "\($0.method) \($0.path)" } }

    /// Requests of a method.
    func count(_ method: String) -> Int { server.requests.count { $0.method == method } }
}
