/// The `Range` field of a GET (RFC 9110 14.2), single ranges of bytes only.
enum ByteRangeRequest: Equatable {
    /// The whole object: no field, another unit, several ranges, or text that must be ignored.
    case whole
    /// These bytes.
    case part(Range<Int64>)
    /// No byte of the object is asked for: 416.
    case unsatisfiable

    /// Reads the field for an object of `length` bytes.
    init(_ field: String?, length: Int64) {
        guard let field, field.lowercased().hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let parts = field.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = Self.position(parts[0]), let last = Self.position(parts[1]) else {
            self = .whole
            return
        }
        self = Self.resolve(first: first, last: last, length: length)
    }

    /// A position that may be left out; the outer `nil` is text that is no number.
    private static func position(_ text: Substring) -> Int64?? {
        if text.isEmpty { return .some(nil) }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int64(text) else { return nil }
        return .some(value)
    }

    private static func resolve(first: Int64?, last: Int64?, length: Int64) -> ByteRangeRequest {
        switch (first, last) {
        case (nil, nil): .whole
        case (nil, let suffix?): suffix == 0 || length == 0 ? .unsatisfiable : .part(max(0, length - suffix)..<length)
        case (let first?, nil): first < length ? .part(first..<length) : .unsatisfiable
        case (let first?, let last?):
            if last < first {
                .whole
            } else if first < length {
                .part(first..<min(last, length - 1) + 1)
            } else {
                .unsatisfiable
            }
        }
    }
}
