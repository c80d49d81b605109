import FerryCore
import HTTPTypes

/// A destination that stands for one object, such as an exact or a presigned URL.
///
/// A probe there would have the place of the user's own object: servers may ignore `If-None-Match` (RFC 9110 section
/// 13.1.2 lets them), and deleting the probe would delete what it replaced. So nothing is written or deleted, and only
/// questions are asked that change nothing.
struct ExactPlace {
    /// The request that reaches the server; `nil` where there is no host.
    let question: HTTPRequest?
    /// Whether the question is about the object itself; a signed URL lets nobody ask that.
    private let asksObject: Bool

    /// `nil` for a storage in which the probe has a name of its own.
    init?(_ dialect: any StorageDialect, origin: HTTPLocation?) {
        guard let name = dialect.nameRules.fixedName else { return nil }
        let inquiry = dialect.location(ofObject: name).flatMap { try? dialect.inspect($0) }
        asksObject = inquiry != nil
        question = inquiry ?? origin?.resolving("/")?.request(.head)
    }

    /// Notes what a reply to the question tells of credentials.
    func note(_ response: HTTPTransferResponse, _ chain: inout HealthChain) {
        let status = response.head.status.code
        guard asksObject else {
            return chain.note(.notRun("credentials", "a presigned URL is good for one PUT, which was not tried"))
        }
        guard ![401, 403].contains(status) else {
            return chain.note(.fault("credentials", ProbeUpload.unauthorized(status, at: "put")))
        }
        chain.note(.notRun("credentials", "HEAD is answered with \(status); whether PUT is allowed was not tried"))
    }

    /// Notes why there is no probe.
    func noteNoProbe(_ chain: inout HealthChain) {
        chain.note(
            .notRun(
                "create",
                "the URL names one object, and a probe would take its place; name a folder, whose URL ends in /"))
        for name in ["resume", "complete", "delete"] { chain.note(.notRun(name, "there is no probe")) }
    }
}
