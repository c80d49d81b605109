import Crypto
import FerryCore
import FerryCurl
import FerryTesting
import FerryUploadProtocols
import Testing

@testable import FerryPipeline

/// A fault server, libcurl and a state directory for one test, with a clock that does not wait.
final class TestRoad: Sendable {
    let server: FaultServer
    let endpoint: HTTPLocation
    let transport: CurlTransport
    let scratch: ScratchDirectory
    let clock: ManualClock
    let log: EventLog
    let store: MemoryJobStore

    private init(_ server: FaultServer, endpoint: String, clock: ManualClock, log: EventLog) throws {
        self.server = server
        self.endpoint = try #require(HTTPLocation(endpoint))
        self.clock = clock
        self.log = log
        transport = CurlTransport()
        scratch = try ScratchDirectory()
        store = MemoryJobStore { clock.now() }
    }

    /// Runs a test body on a fresh road; nothing outlives it.
    static func walk(
        _ plan: FaultPlan = FaultPlan(), server: FaultServer? = nil, clock: ManualClock = .holdingHeartbeats(),
        log: EventLog = EventLog(), _ body: (TestRoad) async throws -> Void
    ) async throws {
        let server = server ?? FaultServer(plan: plan)
        let endpoint = try server.start()
        let road = try TestRoad(server, endpoint: endpoint, clock: clock, log: log)
        defer {
            road.transport.shutdown()
            server.stop()
        }
        try await body(road)
    }

    /// The parts of a pipeline that sends bytes as they are; jitter is fixed at its most.
    func parts(
        chunkBytes: Int64 = 1000, slots: Int = 2, retry: RetryPolicy = RetryPolicy(maxRetries: 4),
        limits: TransferLimits = TransferLimits(), state: String = "state", store: MemoryJobStore? = nil
    ) throws -> PipelineParts {
        PipelineParts(
            state: try StateDirectory(path: scratch.path(state)), store: store ?? self.store, transport: transport,
            transportVersion: "test", prober: nil, encoder: nil, storage: .inOrder(TusDialect(endpoint: endpoint)),
            identity: "tus+\(endpoint.text)", destination: "tus+\(endpoint.redacted)",
            send: SendSettings(chunkBytes: chunkBytes, slots: slots, retry: retry, limits: limits), preset: .none,
            recorders: [log], clock: clock, jitter: { 1 })
    }

    /// A pipeline of such parts.
    func pipeline(_ change: (inout PipelineParts) -> Void = { _ in }) throws -> JobPipeline {
        var parts = try parts()
        change(&parts)
        return try JobPipeline(parts)
    }

    /// Bytes that follow from a seed, in a file.
    func file(_ bytes: [UInt8], _ name: String = "answer.webm") throws -> FerrySource {
        .file(path: try scratch.file(name, bytes))
    }
}

extension ManualClock {
    /// Lets every wait pass but those between two heartbeats, which last until their task is cancelled.
    static func holdingHeartbeats(
        and isHeld: @escaping @Sendable (Double) -> Bool = { _ in false }
    ) -> ManualClock {
        ManualClock { $0 == Workshop.heartbeatSeconds || $0 == Workshop.attendanceSeconds || isHeld($0) }
    }
}

/// Bytes that follow from a seed.
func content(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count { withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) } }
    return Array(bytes.prefix(count))
}

/// SHA-256 in lower-case hex.
func sha256(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
}

/// What came of a submission.
func outcome(_ submission: Submission) async -> Result<Receipt, FerryError> {
    do throws(FerryError) { return .success(try await submission.receipt()) } catch { return .failure(error) }
}

/// The error of what must fail.
func failure<Success>(_ result: Result<Success, FerryError>) -> FerryError? {
    guard case .failure(let error) = result else { return nil }
    return error
}
