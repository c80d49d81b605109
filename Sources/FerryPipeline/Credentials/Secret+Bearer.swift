import FerryCore

extension Secret {
    /// The value of the `Authorization` field that carries it as a bearer token (RFC 6750 §2.1).
    var bearer: String { "Bearer \(revealed)" }
}
