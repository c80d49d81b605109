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

    var description: String { name }
}

extension KillDialect {
    /// All protocols the command speaks to a server.
    static let all = [tus, rufh, put, webDAV, gcs, supabase]

    /// tus 1.0.
    static let tus = KillDialect(
        name: "tus", storage: { TusStore() }, destination: { "tus+\($0)" },
        isData: { ["POST", "PATCH"].contains($0.method) }, begins: { $0.method == "POST" }, mostResentBytes: 60_000)

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
}
