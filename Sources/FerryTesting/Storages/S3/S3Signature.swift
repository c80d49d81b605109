import Crypto
import FerryCore
import HTTPTypes

/// AWS Signature Version 4 as a server checks it, worked out from Amazon's description of the signing process.
enum S3Signature {
    /// Seconds by which a client's clock may be off.
    static let maxSkewSeconds = 900.0

    /// What a request says of its signature, in a header or in its query.
    struct Claim {
        var accessKey: String
        var scope: [Substring]
        var signedNames: [String]
        var signature: String
        var date: String
        var payload: String
        var token: String?
        /// Seconds a presigned URL lives; `nil` for signatures in a header.
        var lifeSeconds: Double?
    }

    /// Why a request must not be served; `nil` when its signature is good or nobody asks for one.
    static func refusal(of head: RequestHead, features: S3Features, now: Timestamp) -> ServerReply? {
        guard !features.credentials.isEmpty else { return nil }
        guard let claim = claim(of: head) else {
            return S3XML.error(403, "AccessDenied", "Access Denied")
        }
        if features.expiredKeys.contains(claim.accessKey) {
            return S3XML.error(400, "ExpiredToken", "The provided token has expired.")
        }
        guard let credentials = features.credentials.first(where: { $0.accessKey == claim.accessKey }) else {
            return S3XML.error(403, "InvalidAccessKeyId", "The access key does not exist in our records.")
        }
        guard credentials.sessionToken == claim.token else {
            return S3XML.error(400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
        }
        guard let signed = time(claim.date) else { return S3XML.error(403, "AccessDenied", "No date.") }
        if let life = claim.lifeSeconds {
            guard now.seconds(since: signed) <= life else {
                return S3XML.error(403, "AccessDenied", "Request has expired")
            }
        } else if abs(now.seconds(since: signed)) > maxSkewSeconds {
            return skewed(head, now: now)
        }
        guard claim.signedNames.contains("host"), signature(of: head, claim, credentials.secret) == claim.signature
        else {
            return S3XML.error(403, "SignatureDoesNotMatch", "The signature does not match the one you provided.")
        }
        return nil
    }

    /// The answer to a request that was signed too long ago or too early, with the server's time.
    static func skewed(_ head: RequestHead, now: Timestamp) -> ServerReply {
        let text = now.description.prefix(19) + "Z"
        var reply = S3XML.error(
            403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.",
            more: "<RequestTime>\(head.fields[.name("x-amz-date")] ?? "")</RequestTime><ServerTime>\(text)</ServerTime>"
                + "<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>")
        reply.fields[.date] = now.httpDate
        return reply
    }

    private static func claim(of head: RequestHead) -> Claim? {
        if let text = head.fields[.authorization], text.hasPrefix("AWS4-HMAC-SHA256 ") {
            let parts = text.dropFirst("AWS4-HMAC-SHA256 ".count).split(separator: ",")
            let pairs = parts.map { $0.split(separator: "=", maxSplits: 1).map { $0.trimmingSpaces } }
            let values = Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { first, _ in first }
            guard let credential = values["Credential"]?.split(separator: "/"), credential.count == 5,
                let names = values["SignedHeaders"], let signature = values["Signature"],
                let date = head.fields[.name("x-amz-date")], let payload = head.fields[.name("x-amz-content-sha256")]
            else { return nil }
            return Claim(
                accessKey: String(credential[0]), scope: Array(credential[1...]),
                signedNames: names.split(separator: ";").map(String.init), signature: signature, date: date,
                payload: payload, token: head.fields[.name("x-amz-security-token")])
        }
        guard let credential = head.query("X-Amz-Credential")?.split(separator: "/"), credential.count == 5,
            let names = head.query("X-Amz-SignedHeaders"), let signature = head.query("X-Amz-Signature"),
            let date = head.query("X-Amz-Date"), let life = head.query("X-Amz-Expires").flatMap({ Double($0) })
        else { return nil }
        return Claim(
            accessKey: String(credential[0]), scope: Array(credential[1...]),
            signedNames: names.split(separator: ";").map(String.init), signature: signature, date: date,
            payload: "UNSIGNED-PAYLOAD", token: head.query("X-Amz-Security-Token"), lifeSeconds: life)
    }

    private static func signature(of head: RequestHead, _ claim: Claim, _ secret: String) -> String {
        let names = claim.signedNames
        let headers = names.map { "\($0):\((head.fields[.name($0)] ?? "").collapsedSpaces)\n" }.joined()
        let canonical = [
            head.method, head.resource, query(head), headers, names.joined(separator: ";"), claim.payload,
        ].joined(separator: "\n")
        let scope = claim.scope.joined(separator: "/")
        let toSign = "AWS4-HMAC-SHA256\n\(claim.date)\n\(scope)\n" + Digests.hex(hash(canonical))
        let key = claim.scope.reduce(Array("AWS4\(secret)".utf8)) { mac($0, String($1)) }
        return Digests.hex(mac(key, toSign))
    }

    /// The query's parts, escaped anew and sorted, without the signature itself.
    private static func query(_ head: RequestHead) -> String {
        let parts = head.path.drop { $0 != "?" }.dropFirst().split(separator: "&")
        let pairs = parts.map { part in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (escaped(pair[0]), pair.count > 1 ? escaped(pair[1]) : "")
        }
        return pairs.filter { $0.0 != "X-Amz-Signature" }.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }

    private static func escaped(_ text: Substring) -> String {
        RequestHead.decoded(text).utf8.reduce(into: "") { result, byte in
            let character = Character(UnicodeScalar(byte))
            let isPlain = byte < 128 && (character.isLetter || character.isNumber || "-._~".contains(character))
            result +=
                isPlain ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }

    private static func time(_ text: String) -> Timestamp? {
        let digits = Array(text)
        guard digits.count == 16, digits[8] == "T", digits[15] == "Z" else { return nil }
        let part = { (range: Range<Int>) in String(digits[range]) }
        return Timestamp(
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z")
    }

    private static func hash(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }
    private static func mac(_ key: [UInt8], _ text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    fileprivate var collapsedSpaces: String { split(separator: " ").joined(separator: " ") }
}
