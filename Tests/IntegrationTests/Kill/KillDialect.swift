import FerryTesting
import Foundation

/// One protocol whose sender is killed: the storage it is judged by, and how the command is told to use it.
struct KillDialect: Sendable, CustomStringConvertible {
    var name: String
    /// The storage, empty.
    var storage: @Sendable () -> any ScriptedStorage
    /// The destination, from the URL of the storage's root.
    var destination: @Sendable (_ root: String) -> String
    /// The environment, from the same.
    var environment: @Sendable (_ root: String) -> [String: String] = { _ in [:] }
    /// Whether a request is of the kind that carries bytes of the object.
    var isData: @Sendable (RecordedRequest) -> Bool
    /// Whether a request begins an upload that the storage cannot find again for a client that missed the reply.
    var begins: @Sendable (RecordedRequest) -> Bool = { _ in false }
    var objectBytes = 360_000
    var chunkBytes = 60_000
    var options = ["--limit-rate", "2M"]
    /// How many bytes may be sent again: one chunk for each slot, or all where a body is begun anew.
    var mostResentBytes: Int
    /// How many round trips more than without a kill it may take to go on.
    var mostMoreQuestions = 2
    /// How many uploads may be begun at once whose places are not written down yet.
    var lanes = 1

    var description: String { name }
}

extension KillDialect {
    /// All protocols the command speaks to a server.
    static let all = [tus, joinedTus, rufh, put, webDAV, gcs, supabase, s3, smallS3]

    /// tus 1.0.
    static let tus = KillDialect(
        name: "tus", storage: { TusStore() }, destination: { "tus+\($0)" },
        isData: { ["POST", "PATCH"].contains($0.method) }, begins: { $0.method == "POST" }, mostResentBytes: 60_000)

    /// tus 1.0 over two slots: partial uploads that the server joins, each asked for where it stands.
    static let joinedTus: KillDialect = {
        var features = TusFeatures.tusd
        features.joinsOnce = true
        let known = features
        return KillDialect(
            name: "tus joined", storage: { TusStore(features: known) }, destination: { "tus+\($0)" },
            isData: { $0.method == "PATCH" }, begins: { $0.method == "POST" },
            options: ["--limit-rate", "2M", "--slots", "2", "--concatenate"], mostResentBytes: 120_000,
            lanes: 3)
    }()

    /// The IETF's resumable uploads.
    static let rufh = KillDialect(
        name: "rufh", storage: { RufhStore() }, destination: { "rufh+\($0)" },
        isData: { ["POST", "PATCH"].contains($0.method) }, begins: { $0.method == "POST" }, mostResentBytes: 60_000)

    /// Plain PUT, which begins its body anew.
    static let put = KillDialect(
        name: "put", storage: { PutStore() }, destination: { $0 }, isData: { $0.method == "PUT" },
        mostResentBytes: 360_000)

    /// PUT to WebDAV with folders that are to be made; a broken body leaves a shorter object.
    static let webDAV = KillDialect(
        name: "webdav", storage: { PutStore(features: .webDAV) }, destination: { $0 },
        isData: { $0.method == "PUT" }, options: ["--limit-rate", "2M", "--name", "answers/{stem}.{ext}"],
        mostResentBytes: 360_000)

    /// Google Cloud Storage, whose chunks are multiples of 256 KiB.
    static let gcs = KillDialect(
        name: "gcs", storage: { GCSStore() }, destination: { _ in "gs://\(GCSStore.bucket)/answers" },
        environment: { ["STORAGE_EMULATOR_HOST": $0] }, isData: { $0.method == "PUT" },
        begins: { $0.method == "POST" }, objectBytes: 1_400_000, chunkBytes: 256 << 10,
        options: ["--limit-rate", "8M"], mostResentBytes: 256 << 10)

    /// Supabase Storage, whose chunks have 6 MiB.
    static let supabase = KillDialect(
        name: "supabase", storage: { SupabaseStore() },
        destination: { _ in "supabase://project/\(SupabaseStore.bucket)/answers" },
        environment: { ["SUPABASE_URL": $0] }, isData: { $0.method == "PATCH" },
        begins: { $0.method == "POST" }, objectBytes: 13_000_000, chunkBytes: 6 << 20,
        options: ["--limit-rate", "60M"], mostResentBytes: 6 << 20)

    /// Amazon S3 by parts of 5 MiB, two at once.
    static let s3 = s3("s3", objectBytes: 3 * (5 << 20) + 800_000, rate: "80M", mostResentBytes: 2 * (5 << 20))

    /// Amazon S3 by one request, which begins its body anew.
    static let smallS3 = s3("s3 put", objectBytes: 360_000, rate: "2M", mostResentBytes: 360_000)

    private static func s3(_ name: String, objectBytes: Int, rate: String, mostResentBytes: Int) -> KillDialect {
        let (key, secret) = ("AKIDEXAMPLE", "a-secret-of-the-tests")
        var features = S3Features()
        features.credentials = [.init(accessKey: key, secret: secret)]
        let known = features
        return KillDialect(
            name: name, storage: { S3Store(features: known) }, destination: { _ in "s3://\(known.bucket)/answers" },
            environment: { root in
                [
                    "AWS_ENDPOINT_URL_S3": String(root.dropLast(known.bucket.count + 2)), "AWS_ACCESS_KEY_ID": key,
                    "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": "us-east-1", "AWS_CONFIG_FILE": "/dev/null",
                    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
                ]
            },
            isData: { $0.method == "PUT" }, begins: { $0.method == "POST" && $0.path.contains("uploads") },
            objectBytes: objectBytes, chunkBytes: 5 << 20, options: ["--slots", "2", "--limit-rate", rate],
            mostResentBytes: mostResentBytes)
    }
}
