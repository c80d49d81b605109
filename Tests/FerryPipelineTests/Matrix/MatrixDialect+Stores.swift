import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes
import Testing

@testable import FerryPipeline

/// Rows of the storages that clouds have.
extension MatrixDialect {
    /// Google Cloud Storage: sessions whose chunks are multiples of 256 KiB.
    static let gcs: MatrixDialect = {
        var features = GCSFeatures()
        features.tokens = [MatrixCell.secret]
        return MatrixDialect(
            name: "gcs", storage: { [features] in GCSStore(features: features) },
            parts: { try $0.parts(.inOrder(GCSDialect(endpoint: $0.endpoint, bucket: "media", prefix: "p"))) },
            role: { request in
                switch request.method {
                case "POST": .create
                case "PUT": (request.declaredBodyBytes ?? 0) > 0 ? .send : .ask
                case "GET": .ask
                default: nil
                }
            },
            objectBytes: 2 * (256 << 10) + 1000, requestBytes: 256 << 10,
            neededFields: [.create: .location, .send: .range, .ask: .range], faultCodes: vanished,
            urlSecrets: ["SECRET-SESSION"], roles: [.create, .send, .ask])
    }()

    /// An object that was made and is then said not to be there.
    private static let vanished: [String: Set<FerryError.Code>] = [
        "status 404": [.verifyLength], "status 410": [.verifyLength],
    ]
    private static let smallChunk: Int64 = 1000

    /// Supabase Storage: tus with objects that stand at names; its chunks are small here.
    static let supabase: MatrixDialect = {
        var features = SupabaseFeatures()
        features.tokens = [MatrixCell.secret]
        features.chunkBytes = smallChunk
        return MatrixDialect(
            name: "supabase", storage: { [features] in SupabaseStore(features: features) },
            parts: { it in
                let dialect = SupabaseDialect(
                    service: it.endpoint, project: "ref", bucket: "media", prefix: "p",
                    chunkBytes: smallChunk)
                let authorizer = SupabaseAuthorizer(
                    origin: it.endpoint, token: MatrixCell.secret, key: "anon-" + MatrixCell.secret, signature: nil)
                return try it.parts(.inOrder(try #require(dialect)), authorizer)
            },
            role: { $0.method == "GET" ? .ask : roleInOrder($0) },
            neededFields: [.create: .location, .send: .uploadOffset, .ask: .uploadOffset],
            faultCodes: vanished, urlSecrets: ["SECRET-"],
            inapplicable: ["corrupted byte": "the service tells no checksum, so nobody can know"])
    }()

    /// S3 with signatures that are checked, parts in any order over two slots.
    static let s3 = s3("s3", wholeBytes: 0, sentBeforeStop: 2)

    /// S3 with the whole object in one request.
    static let s3Whole: MatrixDialect = {
        var row = s3("s3 whole", wholeBytes: 5000, sentBeforeStop: 0)
        row.requestBytes = 5000
        row.roles = [.send, .ask]
        for fault in ["expired upload", "expired upload 410"] {
            row.inapplicable[fault] = "nothing is begun that could run out"
        }
        return row
    }()

    private static func s3(_ name: String, wholeBytes: Int64, sentBeforeStop: Int) -> MatrixDialect {
        var features = S3Features()
        features.minPartBytes = 1000
        features.credentials = [
            .init(accessKey: "AKIAMATRIX", secret: MatrixCell.secret, sessionToken: "token-" + MatrixCell.secret)
        ]
        return MatrixDialect(
            name: name, storage: { [features] in S3Store(features: features) },
            parts: { it in
                let origin = try #require(HTTPLocation("http://\(it.endpoint.authority)"))
                let place = try S3Place(bucket: "bucket", prefix: "in", region: "us-east-1", endpoint: origin)
                let limits = PartLimits(minBytes: 1000, maxBytes: 5000, maxCount: 10_000)
                let keys = AWSCredentials(
                    accessKeyID: "AKIAMATRIX", secretAccessKey: MatrixCell.secret,
                    sessionToken: "token-" + MatrixCell.secret)
                let authorizer = SigV4Authorizer(
                    scope: CredentialScope(origin: origin), region: "us-east-1", source: FixedAWSCredentials(keys))
                let dialect = S3Dialect(place: place, maxWholeBytes: wholeBytes, limits: limits)
                return try it.parts(.parts(dialect), authorizer)
            },
            role: roleAtS3, sentBeforeStop: sentBeforeStop,
            neededFields: [.send: .eTag, .ask: .contentLength],
            // A refusal without a body cannot say more.
            faultCodes: vanished.merging(["status 400": [.destinationUnauthorized]]) { first, _ in first },
            roles: [.create, .send, .ask, .finish])
    }

    private static let roleAtS3: @Sendable (RecordedRequest) -> MatrixRole? = { request in
        switch request.method {
        case "PUT": .send
        case "POST": request.path.contains("uploadId=") ? .finish : .create
        case "GET", "HEAD": .ask
        default: nil
        }
    }
}
