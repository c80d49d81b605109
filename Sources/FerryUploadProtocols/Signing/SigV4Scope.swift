import Crypto
import FerryCore
import FoundationEssentials

/// The day, region and service that a signature holds for, and the key made for them (AWS, "Create a signed AWS API
/// request").
struct SigV4Scope {
    /// `YYYYMMDDThhmmssZ`.
    let time: String
    let region: String
    let service: String

    init(now: Timestamp, region: String, service: String) {
        // RFC 3339 without its dashes, colons and fraction.
        let basic = now.description.prefix { $0 != "." }.filter { $0 != "-" && $0 != ":" }
        self.time = basic + "Z"
        self.region = region
        self.service = service
    }

    /// `YYYYMMDD/region/service/aws4_request`.
    var text: String { "\(time.prefix(8))/\(region)/\(service)/aws4_request" }

    /// The signature of a canonical request, in lower-case hex.
    func signature(of canonicalRequest: String, key secret: Secret) -> String {
        let digest = HexDigit.text(SHA256.hash(data: Data(canonicalRequest.utf8)))
        let toSign = "\(SigV4Signer.algorithm)\n\(time)\n\(text)\n\(digest)"
        var key = SymmetricKey(data: Data("AWS4\(secret.revealed)".utf8))
        for step in [String(time.prefix(8)), region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(step.utf8), using: key))
        }
        return HexDigit.text(HMAC<SHA256>.authenticationCode(for: Data(toSign.utf8), using: key))
    }
}
