import Crypto
import FerryCore
import Foundation
import HTTPTypes

/// An S3 server's check of a signature, from what came over the wire alone and with other tools than the signer's:
/// Foundation's encoding, its own splitting and its own clock.
struct CheckingStore {
    /// Secrets by key name, with the token that belongs to them.
    var keys: [String: (secret: String, token: String?)]
    var region = "eu-central-1"
    var now: Date
    /// Tokens that are over.
    var expired: Set<String> = []

    /// 200, or S3's refusal with its body.
    func answer(_ request: HTTPRequest) -> HTTPTransferResponse {
        do {
            try check(request)
            return response(200)
        } catch {
            return refusal(error.code, of: request.method)
        }
    }

    private func refusal(_ code: String, of method: HTTPRequest.Method) -> HTTPTransferResponse {
        let time = ISO8601DateFormatter().string(from: now)
        let body = "<Error><Code>\(code)</Code><Message>m</Message><ServerTime>\(time)</ServerTime></Error>"
        return response(code == "ExpiredToken" ? 400 : 403, body: method == .head ? "" : body)
    }

    /// A refusal of the time that a request was signed with.
    var skewed: HTTPTransferResponse { refusal("RequestTimeTooSkewed", of: .put) }

    private struct Refusal: Error { var code: String }

    private func response(_ status: Int, body: String = "") -> HTTPTransferResponse {
        var head = HTTPResponse(status: .init(code: status))
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        head.headerFields[.date] = formatter.string(from: now)
        return HTTPTransferResponse(head: head, body: Array(body.utf8))
    }

    private func check(_ request: HTTPRequest) throws(Refusal) {
        let fields = Self.fields(request)
        guard let authorization = fields["authorization"], let sent = fields["x-amz-date"],
            let pieces = Self.pieces(authorization), let hash = fields["x-amz-content-sha256"]
        else { throw Refusal(code: "AccessDenied") }
        let scope = pieces.credential.split(separator: "/").map(String.init)
        guard scope.count == 5, scope[2...] == [region, "s3", "aws4_request"], sent.hasPrefix(scope[1]) else {
            throw Refusal(code: "AuthorizationHeaderMalformed")
        }
        guard let key = keys[scope[0]] else { throw Refusal(code: "InvalidAccessKeyId") }
        guard let time = Self.date(sent), abs(time.timeIntervalSince(now)) <= 900 else {
            throw Refusal(code: "RequestTimeTooSkewed")
        }
        guard fields["x-amz-security-token"] == key.token else { throw Refusal(code: "InvalidToken") }
        if let token = key.token, expired.contains(token) { throw Refusal(code: "ExpiredToken") }
        let unsigned = fields.keys.filter { $0.hasPrefix("x-amz-") && !pieces.names.contains($0) }
        guard unsigned.isEmpty, pieces.names.contains("host") else { throw Refusal(code: "AccessDenied") }
        let canonical = Self.canonical(request, names: pieces.names, fields: fields, hash: hash)
        guard Self.signature(canonical, sent, scope, secret: key.secret) == pieces.signature else {
            throw Refusal(code: "SignatureDoesNotMatch")
        }
    }

    private static func fields(_ request: HTTPRequest) -> [String: String] {
        var fields = ["host": request.authority ?? ""]
        for field in request.headerFields { fields[field.name.canonicalName] = field.value }
        return fields
    }

    private static func pieces(_ text: String) -> (credential: String, names: [String], signature: String)? {
        guard text.hasPrefix("AWS4-HMAC-SHA256 ") else { return nil }
        var values: [String: String] = [:]
        for part in text.dropFirst(17).components(separatedBy: ", ") {
            let sides = part.components(separatedBy: "=")
            values[sides[0]] = sides.dropFirst().joined(separator: "=")
        }
        guard let credential = values["Credential"], let names = values["SignedHeaders"],
            let signature = values["Signature"]
        else { return nil }
        return (credential, names.components(separatedBy: ";"), signature)
    }

    private static func date(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
        return formatter.date(from: text)
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func encoded(_ text: String) -> String {
        (text.removingPercentEncoding ?? text).addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static func encodedPair(_ pair: String) -> String {
        let sides = pair.components(separatedBy: "=")
        return encoded(sides[0]) + "=" + encoded(sides.count > 1 ? sides[1] : "")
    }

    private static func canonical(
        _ request: HTTPRequest, names: [String], fields: [String: String], hash: String
    ) -> String {
        let halves = (request.path ?? "").components(separatedBy: "?")
        let path = halves[0].components(separatedBy: "/").map(encoded).joined(separator: "/")
        let pairs: [String] = halves.dropFirst().flatMap { $0.components(separatedBy: "&").map(encodedPair) }
        let lines: String = names.map { name in "\(name):\(fields[name] ?? "")\n" }.joined()
        let query = pairs.sorted().joined(separator: "&")
        return [request.method.rawValue, path, query, lines, names.joined(separator: ";"), hash].joined(separator: "\n")
    }

    private static func signature(_ canonical: String, _ time: String, _ scope: [String], secret: String) -> String {
        let hash = SHA256.hash(data: Data(canonical.utf8)).map { String(format: "%02x", $0) }.joined()
        let text = ["AWS4-HMAC-SHA256", time, scope[1...].joined(separator: "/"), hash].joined(separator: "\n")
        var key = Data("AWS4\(secret)".utf8)
        for part in scope[1...] + [text] {
            key = Data(HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: SymmetricKey(data: key)))
        }
        return key.map { String(format: "%02x", $0) }.joined()
    }
}
