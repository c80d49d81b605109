import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryCurl

/// A transport and a fault server for one test; both are stopped, and the C objects counted, when the test ends.
struct Road: Sendable {
    let transport: CurlTransport
    let server: FaultServer
    /// `127.0.0.1:PORT`.
    let authority: String

    /// Runs a test body on a fresh road.
    static func walk(
        _ plan: FaultPlan = FaultPlan(), configuration: CurlTransport.Configuration = .init(),
        _ body: (Road) async throws -> Void
    ) async throws {
        let census: CurlCensus
        do {
            let server = FaultServer(plan: plan)
            let endpoint = try server.start()
            let transport = CurlTransport(configuration: configuration)
            census = transport.census
            defer {
                transport.shutdown()
                server.stop()
            }
            let authority = String(endpoint.dropFirst("http://".count).prefix { $0 != "/" })
            try await body(Road(transport: transport, server: server, authority: authority))
        }
        #expect(census.easies.made > 0 || census.multis.made > 0)
        #expect(census.alive == 0, "C objects were left behind")
    }

    /// A request to the server.
    func request(
        _ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields = [:], body: (any HTTPBodySource)? = nil,
        limits: TransferLimits = TransferLimits()
    ) -> HTTPTransferRequest {
        HTTPTransferRequest(
            head: HTTPRequest(
                method: method, scheme: "http", authority: authority, path: path, headerFields: fields),
            body: body, limits: limits)
    }

    /// Sends and gives either outcome.
    func outcome(
        _ request: HTTPTransferRequest, observe: @escaping @Sendable (HTTPTransferObservation) -> Void = { _ in }
    ) async -> Result<HTTPTransferResponse, HTTPTransferFailure> {
        do throws(HTTPTransferFailure) {
            return .success(try await transport.send(request, observe: observe))
        } catch {
            return .failure(error)
        }
    }

    /// Sends what must fail.
    func failure(_ request: HTTPTransferRequest) async -> HTTPTransferFailure? {
        guard case .failure(let failure) = await outcome(request) else { return nil }
        return failure
    }

    /// Sends what must get a reply.
    func reply(_ request: HTTPTransferRequest) async throws -> HTTPTransferResponse {
        try await transport.send(request, observe: { _ in })
    }
}
