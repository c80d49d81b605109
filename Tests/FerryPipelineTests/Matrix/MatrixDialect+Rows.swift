import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes
import Testing

@testable import FerryPipeline

extension MatrixDialect {
    /// All rows.
    static let all = [tus, tusd, rufh, rufh6, gcs, supabase, s3, s3Whole, put, webDAV]

    /// tus 1.0 with a digest of finished objects, as the embedded receiver tells it.
    static let tus = tus("tus") {
        TusStore(reprDigest: { Digests.digest("sha256", of: $0).map { "sha-256=:\(Digests.base64($0)):" } })
    }

    /// tus 1.0 as tusd speaks it.
    static let tusd: MatrixDialect = {
        var row = tus("tusd") { TusStore(features: .tusd) }
        row.inapplicable["corrupted byte"] = "the server tells no checksum, so nobody can know"
        return row
    }()

    /// What a request is for where uploads are created and appended to.
    static let roleInOrder: @Sendable (RecordedRequest) -> MatrixRole? = { request in
        switch request.method {
        case "OPTIONS": .discover
        case "POST": .create
        case "PATCH": .send
        case "HEAD": .ask
        default: nil
        }
    }

    private static func tus(_ name: String, _ storage: @escaping @Sendable () -> TusStore) -> MatrixDialect {
        MatrixDialect(
            name: name, storage: storage,
            parts: { try $0.parts(.inOrder(TusDialect(endpoint: $0.endpoint))) },
            role: roleInOrder,
            neededFields: [.create: .location, .send: .uploadOffset, .ask: .uploadOffset])
    }

    /// The IETF's resumable uploads, interop version 8.
    static let rufh = rufh("rufh") {
        var features = RufhFeatures()
        features.interimEvery = 400
        return features
    }

    /// The same to a server that knows only interop version 6, and sends no interim replies.
    static let rufh6 = rufh("rufh 6") {
        var features = RufhFeatures.version6
        features.sendsInterim = false
        return features
    }

    private static func rufh(_ name: String, _ features: () -> RufhFeatures) -> MatrixDialect {
        let features = features()
        return MatrixDialect(
            name: name, storage: { RufhStore(features: features) },
            parts: { try $0.parts(.inOrder(RufhDialect(endpoint: $0.endpoint))) },
            role: roleInOrder,
            neededFields: [.create: .location, .send: .uploadComplete, .ask: .uploadOffset])
    }

    /// Plain PUT to a web server that tells digests.
    static let put: MatrixDialect = {
        var features = PutFeatures()
        features.tellsDigest = true
        return put("put", features, folder: "")
    }()

    /// PUT to WebDAV, into a folder that has to be made.
    static let webDAV: MatrixDialect = {
        var features = PutFeatures.webDAV
        features.tellsDigest = true
        return put("webdav", features, folder: "2026/")
    }()

    private static func put(_ name: String, _ features: PutFeatures, folder: String) -> MatrixDialect {
        MatrixDialect(
            name: name, storage: { PutStore(features: features) },
            parts: { it in
                let endpoint = try #require(HTTPLocation(it.endpoint.text + folder))
                return try it.parts(.inOrder(PutDialect(endpoint: endpoint)))
            },
            role: { request in
                switch request.method {
                case "PUT": .send
                case "HEAD": .ask
                case "MKCOL": .create
                default: nil
                }
            },
            sentBeforeStop: 0, neededFields: [.ask: .contentLength], lockedRoles: features.isWebDAV ? [.send] : [],
            ownCodes: [.create: [.destinationNotFound], .send: [.destinationNotFound]],
            inapplicable: [
                "expired upload": "nothing is begun that could run out",
                "expired upload 410": "nothing is begun that could run out",
            ])
    }
}

extension MatrixDialect.Surroundings {
    /// The parts of a pipeline to a storage that wants a bearer token, or what else is given.
    func parts(_ storage: Storage, _ authorizer: (any RequestAuthorizer)? = nil) throws -> PipelineParts {
        // No back-off may be as long as one of the waits that the clock holds.
        var parts = try road.parts(retry: RetryPolicy(maxRetries: 4, baseDelay: 0.413), limits: limits)
        parts.storage = storage
        parts.identity = "\(storage.name) \(endpoint.text)"
        parts.destination = "\(storage.name) \(endpoint.redacted)"
        parts.authorizer = authorizer ?? BearerAuthorizer(origin: endpoint, token: MatrixCell.secret)
        return parts
    }
}
