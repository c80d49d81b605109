import FerryCore
import HTTPTypes
import RawStructuredFieldValues

/// The structured fields of RUFH (RFC 9651). A value of another type makes a field count as missing.
struct RufhFields {
    static let partialType = "application/partial-upload"

    private let fields: HTTPFields

    init(_ fields: HTTPFields) { self.fields = fields }

    /// Whether the upload is complete. Some servers put the older `Upload-Incomplete` on their last reply whatever
    /// version they were asked in; it is read where the newer one is missing.
    var isComplete: Bool? {
        if case .bool(let value)? = bareItem(.uploadComplete) { return value }
        if case .bool(let value)? = bareItem(.uploadIncomplete) { return !value }
        return nil
    }

    /// Bytes the server holds.
    var offset: Int64? { integer(.uploadOffset) }
    /// Bytes of the object.
    var length: Int64? { integer(.uploadLength) }
    /// The interoperability version of the server.
    var version: RufhVersion? { integer(.interopVersion).flatMap(RufhVersion.init) }

    /// What the server takes; `nil` when it does not say or the field is void.
    var limits: RufhLimits? { fields[.uploadLimit].flatMap(RufhLimits.init) }

    private func integer(_ name: HTTPField.Name) -> Int64? {
        guard case .integer(let value)? = bareItem(name), value >= 0 else { return nil }
        return value
    }

    private func bareItem(_ name: HTTPField.Name) -> RFC9651BareItem? {
        guard let text = fields[name] else { return nil }
        var parser = StructuredFieldValueParser(Array(text.utf8))
        return (try? parser.parseItemFieldValue())?.rfc9651BareItem
    }
}

/// The members of `Upload-Limit` (draft-ietf-httpbis-resumable-upload-11 §4.1.4).
struct RufhLimits: Equatable {
    /// Largest and smallest object in bytes.
    var maxSize: Int64?
    var minSize: Int64?
    /// Largest and smallest body of one request in bytes.
    var maxAppendSize: Int64?
    var minAppendSize: Int64?
    /// Seconds the upload will live.
    var maxAge: Int64?

    /// Reads the field: members with unknown keys are ignored, one with another type voids the whole field.
    init?(_ field: String) {
        var parser = StructuredFieldValueParser(Array(field.utf8))
        guard let members = try? parser.parseDictionaryFieldValue() else { return nil }
        for (key, member) in members {
            guard let path = Self.known[key] else { continue }
            guard case .item(let item) = member, case .integer(let value) = item.rfc9651BareItem, value >= 0 else {
                return nil
            }
            self[keyPath: path] = value
        }
    }

    /// `expires` is what `max-age` was called in the drafts of version 6.
    private static var known: [String: WritableKeyPath<RufhLimits, Int64?>] {
        [
            "max-size": \.maxSize, "min-size": \.minSize, "max-append-size": \.maxAppendSize,
            "min-append-size": \.minAppendSize, "max-age": \.maxAge, "expires": \.maxAge,
        ]
    }

    /// What they mean for chunks.
    var chunkLimits: ChunkLimits {
        ChunkLimits(minBytes: max(1, minAppendSize ?? 1), maxBytes: max(1, maxAppendSize ?? .max))
    }

    /// Seconds the upload will live.
    var expiresIn: Double? { maxAge.map(Double.init) }
}
