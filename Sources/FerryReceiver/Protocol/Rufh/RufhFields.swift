import HTTPTypes
import RawStructuredFieldValues

/// The structured fields of RUFH (RFC 9651). A value of another type makes a field count as missing, as
/// draft-ietf-httpbis-resumable-upload-11 4.1 wants it.
extension HTTPFields {
    /// A field that holds a Boolean.
    func boolean(_ name: HTTPField.Name) -> Bool? {
        guard case .bool(let value)? = bareItem(name) else { return nil }
        return value
    }

    /// A field that holds a non-negative Integer.
    func integer(_ name: HTTPField.Name) -> Int64? {
        guard case .integer(let value)? = bareItem(name), value >= 0 else { return nil }
        return value
    }

    private func bareItem(_ name: HTTPField.Name) -> RFC9651BareItem? {
        guard let text = self[name] else { return nil }
        var parser = StructuredFieldValueParser(Array(text.utf8))
        return (try? parser.parseItemFieldValue())?.rfc9651BareItem
    }
}

/// The drafts of RUFH that are served, by their interoperability version.
enum RufhVersion: Int64, CaseIterable, Sendable {
    /// draft-ietf-httpbis-resumable-upload-04 and -05.
    case v6 = 6
    /// -06 to -08.
    case v7 = 7
    /// -09 and later.
    case v8 = 8

    /// The version that a request speaks; `nil` when it names none that is served, so that it gets no interim reply.
    init?(_ fields: HTTPFields) {
        guard let number = fields.integer(.interopVersion) else { return nil }
        self.init(rawValue: number)
    }
}
