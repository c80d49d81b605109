import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes

@testable import FerryPipeline

extension MatrixDialect {
    /// All rows.
    static let all = [tus]

    /// tus 1.0 as tusd speaks it, with a digest of finished objects as the embedded receiver tells it.
    static let tus = MatrixDialect(
        name: "tus",
        storage: {
            TusStore(reprDigest: { Digests.digest("sha256", of: $0).map { "sha-256=:\(Digests.base64($0)):" } })
        },
        parts: { it in
            var parts = try it.road.parts(limits: it.limits)
            parts.authorizer = BearerAuthorizer(origin: it.endpoint, token: it.secret)
            return parts
        },
        role: { request in
            switch request.method {
            case "OPTIONS": .discover
            case "POST": .create
            case "PATCH": .send
            case "HEAD": .ask
            default: nil
            }
        },
        neededFields: [.create: .location, .send: .uploadOffset, .ask: .uploadOffset])
}
