import Crypto
import HTTPTypes

/// Lets requests in that carry the configured bearer token (RFC 6750 2.1).
struct BearerGate: Sendable {
    /// The hash of the token; hashes are compared in constant time whatever their origin.
    private let expected: SHA256Digest?
    /// Who asks, as uploads remember it; `nil` where that makes no difference.
    let owner: String?

    init(token: String?) {
        expected = token.map { SHA256.hash(data: Array($0.utf8)) }
        owner = nil
    }

    /// Lets every request in: it was checked before, and is made by this user, or by one who may do everything.
    init(checkedUser user: String?) {
        expected = nil
        owner = user.map { SHA256.hash(data: Array($0.utf8)).hexText }
    }

    /// Whether uploads of `owner` may be seen.
    func admits(_ owner: String?) -> Bool { self.owner == nil || self.owner == owner }

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
        if let owner { hash.update(data: Array(owner.utf8)) }
        hash.update(data: Array(job.utf8))
        return "job:" + hash.finalize().hexText
    }
}
