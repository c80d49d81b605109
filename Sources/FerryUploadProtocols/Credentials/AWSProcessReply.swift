package import FerryCore
import FoundationEssentials

/// What a `credential_process` prints (AWS SDKs and Tools Reference Guide, "Process credential provider").
package enum AWSProcessReply {
    private struct Document: Decodable {
        var version: Int
        var accessKeyID: String
        var secretAccessKey: String
        var sessionToken: String?
        var expiration: String?

        enum CodingKeys: String, CodingKey {
            case version = "Version"
            case accessKeyID = "AccessKeyId"
            case secretAccessKey = "SecretAccessKey"
            case sessionToken = "SessionToken"
            case expiration = "Expiration"
        }
    }

    /// Reads the JSON; `nil` when it is not version 1 of it, or its time cannot be read.
    package static func credentials(_ output: [UInt8]) -> AWSCredentials? {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(output)), document.version == 1,
            !document.accessKeyID.isEmpty, !document.secretAccessKey.isEmpty
        else { return nil }
        var expiresAt: Timestamp?
        if let text = document.expiration {
            guard let time = time(text) else { return nil }
            expiresAt = time
        }
        return AWSCredentials(
            accessKeyID: document.accessKeyID, secretAccessKey: document.secretAccessKey,
            sessionToken: document.sessionToken, expiresAt: expiresAt)
    }

    /// Reads an ISO 8601 time in UTC or with an offset such as `+02:00`.
    package static func time(_ text: String) -> Timestamp? {
        if text.hasSuffix("Z") { return Timestamp(text) }
        let digits = text.suffix(6).utf8.map { $0 }
        guard digits.count == 6, digits[3] == UInt8(ascii: ":"),
            digits[0] == UInt8(ascii: "+") || digits[0] == UInt8(ascii: "-"),
            let hours = Int(text.suffix(5).prefix(2)), let minutes = Int(text.suffix(2)),
            let local = Timestamp(text.dropLast(6) + "Z")
        else { return nil }
        let offset = Double(hours * 3600 + minutes * 60)
        return local.advanced(bySeconds: digits[0] == UInt8(ascii: "+") ? -offset : offset)
    }
}
