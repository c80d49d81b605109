/// A header's value with parameters, such as `form-data; name="video"` (RFC 9110, section 5.6; RFC 7578, section 4.2).
struct HeaderValue: Sendable, Equatable {
    /// What stands before the first semicolon, in lower case.
    var value: String
    /// The parameters by their names in lower case.
    var parameters: [String: String]

    /// Reads a value; `nil` where a parameter is broken or comes twice.
    init?(_ text: [UInt8]) {
        var rest = text[...]
        let value = rest.prefix { $0 != Self.semicolon }
        rest = rest.dropFirst(value.count)
        self.value = Self.text(Self.trimmed(value)).lowercased()
        parameters = [:]
        while rest.first == Self.semicolon {
            rest = Self.trimmed(rest.dropFirst())
            // A semicolon at the end is passed over.
            guard let next = rest.first else { return }
            guard next != Self.semicolon else { continue }
            guard let (name, value) = Self.parameter(&rest), parameters.updateValue(value, forKey: name) == nil else {
                return nil
            }
        }
        guard rest.isEmpty else { return nil }
    }

    private static let semicolon = UInt8(ascii: ";")
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    private static func parameter(_ rest: inout ArraySlice<UInt8>) -> (name: String, value: String)? {
        let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != semicolon }
        rest = rest.dropFirst(name.count)
        guard !name.isEmpty, rest.first == UInt8(ascii: "=") else { return nil }
        rest = rest.dropFirst()
        let value: [UInt8]
        if rest.first == quote {
            guard let quoted = quoted(&rest) else { return nil }
            value = quoted
        } else {
            let plain = rest.prefix { $0 != semicolon }
            rest = rest.dropFirst(plain.count)
            value = Array(trimmed(plain))
        }
        return (text(trimmed(name)).lowercased(), text(value[...]))
    }

    /// A quoted value. A backslash stands for the quote or backslash behind it; before anything else it is itself, as in
    /// the paths that some browsers gave as file names.
    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var value: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            if byte == quote {
                rest = trimmed(rest)
                return rest.isEmpty || rest.first == semicolon ? value : nil
            }
            if byte == backslash, let next = rest.first, next == quote || next == backslash {
                value.append(next)
                rest = rest.dropFirst()
            } else {
                value.append(byte)
            }
        }
        return nil
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        while bytes.first == 0x20 || bytes.first == 0x09 { bytes = bytes.dropFirst() }
        while bytes.last == 0x20 || bytes.last == 0x09 { bytes = bytes.dropLast() }
        return bytes
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
