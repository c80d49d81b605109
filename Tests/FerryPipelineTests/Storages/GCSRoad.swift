import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes
import Synchronization
import Testing

@testable import FerryPipeline

/// A road to Google Cloud Storage as ``GCSStore`` plays it.
enum GCSRoad {
    /// Bytes of a chunk.
    static let chunk = 256 << 10
    /// Three whole chunks and a bit.
    static let bytes = content(3 * chunk + 1000, seed: 40)

    static func walk(
        _ plan: FaultPlan = FaultPlan(), features: GCSFeatures = GCSFeatures(),
        clock: ManualClock = .holdingHeartbeats(), _ body: (TestRoad) async throws -> Void
    ) async throws {
        try await TestRoad.walk(server: FaultServer(GCSStore(features: features), plan: plan), clock: clock, body)
    }
}

extension TestRoad {
    /// The parts of a pipeline that sends to the bucket.
    func gcsParts(prefix: String = "p", authorizer: (any RequestAuthorizer)? = nil) throws -> PipelineParts {
        var parts = try parts(chunkBytes: Int64(GCSRoad.chunk))
        parts.storage = gcs(prefix: prefix)
        parts.identity = "gs://media/\(prefix)"
        parts.destination = "gs://media/\(prefix)"
        parts.authorizer = authorizer
        return parts
    }

    func gcs(prefix: String = "p") -> Storage {
        .inOrder(GCSDialect(endpoint: endpoint, bucket: "media", prefix: prefix))
    }

    /// Sends one file and waits for what comes of it.
    func sendToGCS(
        _ bytes: [UInt8] = GCSRoad.bytes, authorizer: (any RequestAuthorizer)? = nil
    ) async throws -> Result<Receipt, FerryError> {
        let pipeline = try JobPipeline(try gcsParts(authorizer: authorizer))
        let result = await outcome(try await pipeline.submit(try file(bytes)))
        await pipeline.shutdown()
        return result
    }

    /// What nobody may read anywhere: the session's URI, and the tokens of these tests.
    func expectNoSecrets() throws {
        let told = log.all.map { String(describing: $0) }.joined(separator: "\n")
        #expect(!told.contains("SECRET") && !told.contains("upload_id"))
    }

    /// The methods and statuses of all requests, in order.
    var exchanges: [String] { server.requests.map { "\($0.method) \($0.status.map(String.init) ?? "-")" } }
}

/// Gives a token that the server does not take, and a better one after a refusal.
final class RenewingAuthorizer: RequestAuthorizer {
    private let origin: HTTPLocation
    private let state: Mutex<(tokens: [String], asked: Int)>

    init(origin: HTTPLocation, tokens: [String]) {
        self.origin = origin
        state = Mutex((tokens, 0))
    }

    /// How often credentials were asked for.
    var asked: Int { state.withLock { $0.asked } }

    func covers(_ request: HTTPRequest) -> Bool { request.authority == origin.authority }

    func authorize(
        _ request: HTTPRequest, payload: RequestPayload, now: Timestamp
    ) async throws(FerryError) -> HTTPRequest {
        var request = request
        let token = state.withLock { state in
            state.asked += 1
            return state.tokens.first
        }
        request.headerFields[.authorization] = "Bearer \(token ?? "")"
        return request
    }

    func renew(after response: HTTPTransferResponse, to request: HTTPRequest, now: Timestamp) async -> Bool {
        guard response.head.status == .unauthorized else { return false }
        return state.withLock { state in
            guard state.tokens.count > 1 else { return false }
            state.tokens.removeFirst()
            return true
        }
    }
}
