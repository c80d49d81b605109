/// Rows as comma-separated values (RFC 4180), with line ends of its §2.
public struct CSVText: Sendable {
    /// What was written so far.
    public private(set) var text = ""

    /// Begins with a row of heads.
    public init(heads: [String]) { append(heads) }

    /// Adds a row. A field that a spreadsheet would take for a formula is preceded by an apostrophe
    /// (OWASP, "CSV Injection").
    public mutating func append(_ fields: [String]) {
        text += fields.map(Self.field).joined(separator: ",") + "\r\n"
    }

    /// Takes what was written, so that long tables can be written in parts.
    public mutating func drain() -> String {
        defer { text = "" }
        return text
    }

    private static func field(_ field: String) -> String {
        var field = field
        if let first = field.first, "=+-@\t\r".contains(first), Double(field) == nil { field = "'" + field }
        guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}
