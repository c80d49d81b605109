/// A file of sections as the AWS tools write it: `[section]`, `key = value`, and indented `key = value` lines that belong
/// to the key above them (AWS SDKs and Tools Reference Guide, "Format of the shared config and credentials files").
///
/// Keys are read in lower case. A section or key that is there twice is joined, the later value wins. Lines that are
/// none of these are passed over.
struct ProfileText: Sendable {
    /// The values of each section by key.
    private(set) var sections: [String: [String: Value]] = [:]

    /// What stands behind a key.
    struct Value: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
        var text: String
        /// The indented lines beneath it.
        var nested: [String: String] = [:]
        /// Values may be keys: nothing is shown.
        var description: String { "***" }
        var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
    }

    /// Reads a file's text.
    init(_ text: String) {
        var section: String?
        var key: String?
        let plain = text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
        for line in plain.split(whereSeparator: \.isNewline) {
            let bare = Self.trimmed(line)
            guard let first = bare.first, first != "#", first != ";" else { continue }
            let isIndented = line.first == " " || line.first == "\t"
            if isIndented, let section, let key {
                guard let (name, value) = Self.pair(bare) else { continue }
                sections[section]?[key]?.nested[name] = value
            } else if let header = Self.header(bare) {
                section = header
                key = nil
                if sections[header] == nil { sections[header] = [:] }
            } else if let section, let (name, value) = Self.pair(bare) {
                sections[section]?[name] = Value(text: value)
                key = name
            }
        }
    }

    private static func header(_ line: Substring) -> String? {
        guard line.first == "[", let end = line.lastIndex(of: "]") else { return nil }
        return String(trimmed(line[line.index(after: line.startIndex)..<end]))
    }

    private static func pair(_ line: Substring) -> (String, String)? {
        guard let sign = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
        let name = trimmed(line[..<sign]).lowercased()
        return name.isEmpty ? nil : (name, String(trimmed(line[line.index(after: sign)...])))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        let end = start.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { start[...$0] } ?? start.prefix(0)
    }
}
