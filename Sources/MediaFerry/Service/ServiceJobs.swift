public import FerryCore
import FerryCurl
import FerryPipeline
public import FerrySessions
import FoundationEssentials
import HTTPTypes

/// Watches and steers the jobs of a hand-off service over HTTP, wherever it runs.
public struct ServiceJobs: Sendable {
    /// Bytes of a reply that are read at most.
    private static let maxReplyBytes = 64 << 20

    private let server: HTTPLocation
    private let token: String?
    private let transport: CurlTransport

    /// Names a service.
    ///
    /// - Parameters:
    ///   - url: Its URL, such as `http://127.0.0.1:8080`.
    ///   - token: A token of it with the scopes `read` and `control`; `nil` where it is open.
    ///   - caFile: A file of certificates (PEM) that alone are trusted; `nil` trusts what the system trusts.
    /// - Throws: `destination.wrongProtocol` for a URL that cannot be used.
    public init(url: String, token: String?, caFile: String? = nil) throws(FerryError) {
        guard let server = HTTPLocation(url), !server.path.contains("?") else {
            throw FerryError(
                .destinationWrongProtocol, "the service's URL cannot be used",
                next: "name one such as http://127.0.0.1:8080")
        }
        self.server = server
        self.token = token
        transport = Adapters.transport(caFile: caFile)
    }

    /// The latest jobs in these states, oldest first.
    public func list(in states: Set<JobState>? = nil, limit: Int) async throws(FerryError) -> [JobSummary] {
        guard let states else { return try await jobs(.get, "/v1/jobs?limit=\(limit)") }
        var found: [JobSummary] = []
        for state in JobState.allCases where states.contains(state) {
            found += try await jobs(.get, "/v1/jobs?limit=\(limit)&state=\(state.rawValue)")
        }
        return Array(found.sorted { $0.createdAt < $1.createdAt }.suffix(limit))
    }

    /// One job, with its receipt once it is delivered.
    public func show(_ id: JobID) async throws(FerryError) -> (summary: JobSummary, receipt: Receipt?) {
        struct Document: Decodable { var receipt: Receipt? }
        let reply = try await ask(.get, "/v1/jobs/\(Self.segment(id.rawValue))")
        return (try Self.read(JobSummary.self, reply), try Self.read(Document.self, reply).receipt)
    }

    /// Asks a move of a job and waits until it is done.
    ///
    /// - Returns: The job as it stands then.
    public func ask(_ move: JobMove, of id: JobID) async throws(FerryError) -> [JobSummary] {
        try await jobs(.post, "/v1/jobs/\(Self.segment(id.rawValue))/\(move.rawValue)")
    }

    /// Asks a move of all jobs that it makes sense for.
    ///
    /// - Returns: Those that were asked, as they stand then.
    public func askAll(_ move: JobMove) async throws(FerryError) -> [JobSummary] {
        try await jobs(.post, "/v1/uploads/\(move.rawValue)")
    }

    /// Whether the service can take answers now.
    public func readiness() async throws(FerryError) -> ReadinessReport {
        let response = try await exchange(.get, "/readyz")
        guard [200, 503].contains(response.head.status.code) else { throw Self.refusal(response) }
        do throws(FerryError) { return try Self.read(ReadinessReport.self, response.body) } catch {
            throw Self.refusal(response)
        }
    }

    private func jobs(_ method: HTTPRequest.Method, _ path: String) async throws(FerryError) -> [JobSummary] {
        try Self.read(JobsDocument.self, try await ask(method, path)).jobs
    }

    private func ask(_ method: HTTPRequest.Method, _ path: String) async throws(FerryError) -> [UInt8] {
        let response = try await exchange(method, path)
        guard response.head.status.kind == .successful else { throw Self.refusal(response) }
        return response.body
    }

    private func exchange(
        _ method: HTTPRequest.Method, _ path: String
    ) async throws(FerryError) -> HTTPTransferResponse {
        let base = server.path.hasSuffix("/") ? String(server.path.dropLast()) : server.path
        guard let location = server.resolving(base + path) else {
            throw FerryError(.destinationWrongProtocol, "the service's URL cannot be used")
        }
        var head = location.request(method)
        head.headerFields[.authorization] = token.map { "Bearer \($0)" }
        let request = HTTPTransferRequest(head: head, maxResponseBodyBytes: Self.maxReplyBytes)
        do throws(HTTPTransferFailure) { return try await transport.send(request) { _ in } } catch {
            throw FerryError(
                .destinationUnreachable, "the service does not answer: \(error.message)", input: server.redacted,
                next: "see that it runs and that the URL is its own")
        }
    }

    /// What the service says is wrong.
    private static func refusal(_ response: HTTPTransferResponse) -> FerryError {
        struct Problem: Decodable { var detail, code, next: String }
        guard let problem = try? JSONDecoder().decode(Problem.self, from: Data(response.body)) else {
            return FerryError(
                .destinationWrongProtocol, "it does not answer as a hand-off service does",
                next: "name the URL that mediaferry serve prints", status: response.head.status.code)
        }
        return FerryError(
            .init(rawValue: problem.code), problem.detail, next: problem.next, disposition: .giveUp,
            status: response.head.status.code)
    }

    private static func read<Document: Decodable>(
        _ type: Document.Type, _ bytes: [UInt8]
    ) throws(FerryError) -> Document {
        do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch {
            throw FerryError(.destinationWrongProtocol, "the service's reply cannot be read by this version")
        }
    }

    /// A name as a segment of a path.
    private static func segment(_ name: String) -> String { PercentText.encode(name, keeping: "") }
}
