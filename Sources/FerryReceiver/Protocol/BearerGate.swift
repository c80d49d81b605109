import Crypto
import HTTPTypes

/// Lets requests in that carry the configured bearer token (RFC 6750 2.1).
struct BearerGate: Sendable {
    /// The hash of the token; hashes are compared in constant time whatever their origin.
    private let expected: SHA256Digest?

    init(token: String?) { expected = token.map { SHA256.hash(data: Array($0.utf8)) } }

    /// Throws 401 unless the request may be served.
    func check(_ fields: HTTPFields) throws(ReceiverRefusal) {
        guard let expected else { return }
        let given = fields[.authorization] ?? ""
        let scheme = given.prefix(7).lowercased()
        let matches = SHA256.hash(data: Array(given.dropFirst(7).utf8)) == expected
        guard scheme == "bearer ", matches else {
            throw ReceiverRefusal(
                .unauthorized, "the bearer token is missing or wrong", fields: [.wwwAuthenticate: "Bearer"])
        }
    }

    /// The name under which one job's finished object is kept: a hash, so that neither token nor job key is stored.
    func jobKey(_ job: String) -> String {
        var hash = SHA256()
        if let expected { hash.update(data: Array(expected)) }
        hash.update(data: Array(job.utf8))
        return "job:" + hash.finalize().hexText
    }
}
