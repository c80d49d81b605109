import FerryCore
import HTTPTypes
import Logging

/// One line for each request: what was asked for by its route, and how it went; no names, no queries, no addresses.
struct RequestLog: Sendable {
    let logger: Logger

    /// A request was answered; `nil` where the upload endpoint answers it.
    func write(
        _ id: String, _ head: HTTPRequest, _ route: String, _ status: HTTPResponse.Status?,
        since begun: ContinuousClock.Instant
    ) {
        logger.info(
            "request",
            metadata: [
                "request": "\(id)", "method": "\(head.method.rawValue)", "route": "\(route)",
                "status": "\(status.map { String($0.code) } ?? "-")",
                "seconds": "\((ContinuousClock.now - begun) / .seconds(1))",
            ])
    }

    /// A request failed by a fault of the service.
    func failed(_ id: String, _ error: FerryError) {
        logger.error(
            "request failed", metadata: ["request": "\(id)", "code": "\(error.code)", "reason": "\(error.message)"])
    }
}
