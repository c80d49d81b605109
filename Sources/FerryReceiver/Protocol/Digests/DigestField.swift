import FoundationEssentials
import HTTPTypes
import RawStructuredFieldValues

/// The fields `Content-Digest` and `Repr-Digest` (RFC 9530 2 and 3): dictionaries of hashes, of which unknown algorithms are
/// ignored.
enum DigestField {
    /// What the body of this request must hash to; `nil` when the client gives no hash that we know.
    static func content(_ fields: HTTPFields) throws(ReceiverRefusal) -> BodyDigest? {
        guard let members = try members(fields, .contentDigest) else { return nil }
        if let hash = try hash(members, "sha-512", bytes: 64) { return BodyDigest(algorithm: .sha512, bytes: hash) }
        return try hash(members, "sha-256", bytes: 32).map { BodyDigest(algorithm: .sha256, bytes: $0) }
    }

    /// SHA-256 of the whole object as the client promises it, lower-case hexadecimal.
    static func object(_ fields: HTTPFields) throws(ReceiverRefusal) -> String? {
        guard let members = try members(fields, .reprDigest) else { return nil }
        return try hash(members, "sha-256", bytes: 32)?.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private typealias Members = OrderedMap<String, ItemOrInnerList>

    private static func members(
        _ fields: HTTPFields, _ name: HTTPField.Name
    ) throws(ReceiverRefusal) -> Members? {
        guard let text = fields[name] else { return nil }
        var parser = StructuredFieldValueParser(Array(text.utf8))
        guard let members = try? parser.parseDictionaryFieldValue() else { throw invalid(name) }
        return members
    }

    private static func hash(
        _ members: Members, _ algorithm: String, bytes count: Int
    ) throws(ReceiverRefusal) -> [UInt8]? {
        guard let member = members[algorithm] else { return nil }
        guard case .item(let item) = member, case .undecodedByteSequence(let text) = item.rfc9651BareItem,
            let data = Data(base64Encoded: text), data.count == count
        else { throw invalid(nil) }
        return [UInt8](data)
    }

    private static func invalid(_ name: HTTPField.Name?) -> ReceiverRefusal {
        let reason = "\(name?.rawName ?? "a digest field") cannot be read"
        let problem = ProblemDetails(registered: "digest-invalid-values", reason, status: 400)
        return ReceiverRefusal(.badRequest, reason, problem: problem)
    }
}
