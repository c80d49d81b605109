import FerryCore
import FerryUploadProtocols
import HTTPTypes

/// Reads a Google credentials file and exchanges what it holds for an access token.
struct GoogleTokenSource: Sendable {
    private let variables: [String: Secret]
    private let transport: any HTTPTransport
    private let lane = BlockingLane(label: "google", width: 1)

    init(variables: [String: String], transport: any HTTPTransport) {
        self.variables = variables.mapValues(Secret.init)
        self.transport = transport
    }

    /// A fresh token. Where the endpoint's clock is another, it is asked once more with its own time.
    func token(now: Timestamp) async throws(FerryError) -> Perishable<Secret> {
        let credential = try await lane.run { () throws(FerryError) in try read() }
        var time = now
        for _ in 0..<2 {
            switch GoogleTokenReply(try await exchange(credential, now: time), now: time) {
            case .token(let token, let seconds):
                return Perishable(value: token, expiresAt: now.advanced(bySeconds: seconds))
            case .clock(let serverTime): time = serverTime
            case .refused(let error): throw error
            }
        }
        throw FerryError(
            .destinationUnauthorized, "Google's token endpoint refused the time of the request twice",
            next: "set the clock of this machine")
    }

    private func exchange(
        _ credential: GoogleCredential, now: Timestamp
    ) async throws(FerryError) -> HTTPTransferResponse {
        let request = try GoogleTokenRequest(credential, now: now)
        let body = DocumentBody(bytes: Array(request.body.revealed.utf8))
        do throws(HTTPTransferFailure) {
            return try await transport.send(HTTPTransferRequest(head: request.head, body: body)) { _ in }
        } catch {
            guard error.kind != .cancelled else { throw FerryError(.cancelled, "stopped by request") }
            throw FerryError(
                .destinationUnreachable, "Google's token endpoint cannot be reached: \(error.message)")
        }
    }

    private func read() throws(FerryError) -> GoogleCredential {
        let variables = variables.mapValues(\.revealed)
        guard let place = GoogleCredential.path(variables), let json = try CredentialFile.bytes(place.path) else {
            throw Self.missing(isNamed: variables["GOOGLE_APPLICATION_CREDENTIALS"]?.isEmpty == false)
        }
        return try GoogleCredential(json: json)
    }

    private static func missing(isNamed: Bool) -> FerryError {
        let message =
            isNamed
            ? "the file named by GOOGLE_APPLICATION_CREDENTIALS is not there" : "no Google credentials were found"
        return FerryError(
            .destinationUnauthorized, message,
            next: "name a service account's file in GOOGLE_APPLICATION_CREDENTIALS, run "
                + "gcloud auth application-default login, or put a token into the variable named by --token-env")
    }
}
