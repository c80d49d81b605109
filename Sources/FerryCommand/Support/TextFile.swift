import FoundationEssentials

/// Small text files that arguments name.
enum TextFile {
    /// The first line, without white space around it.
    static func firstLine(_ path: String) throws -> String {
        let data = try Data(contentsOf: URL(filePath: path))
        let line = data.prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined()
    }

    /// Writes a file whole or not at all: to a temporary name, then renamed.
    static func replace(_ path: String, with data: Data) throws {
        try data.write(to: URL(filePath: path), options: .atomic)
    }
}
