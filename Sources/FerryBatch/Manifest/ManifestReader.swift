import FerryCore
import FoundationEssentials
import Glibc
import SwiftCSV

/// Reads a manifest row by row; what is wrong is said with its line, and the rest goes on. Blocks on the file.
struct ManifestReader: ~Copyable {
    /// A row, or what is wrong with it, with the line it begins at.
    typealias Finding = (line: Int, row: Result<ManifestRow, ManifestRow.Fault>)

    private var lines: LineReader
    private var format: ManifestFormat?
    private var columns: [ManifestColumn] = []
    private var delimiter = CSVDelimiter.comma
    private var hasHeader = false

    /// Lines of one CSV record at most, where fields hold line breaks.
    private static let maxRecordLines = 1000

    /// - Parameter format: `nil` finds it out from the first line.
    /// - Throws: `source.notFound`, `source.unreadable`.
    init(path: String, format: ManifestFormat?) throws(FerryError) {
        guard let lines = LineReader(path: path) else {
            throw FerryError(
                errno == ENOENT ? .sourceNotFound : .sourceUnreadable,
                "the manifest cannot be read: \(String(cString: strerror(errno)))", input: path)
        }
        self.lines = lines
        self.format = format
    }

    /// The next row; `nil` at the end. Blank lines are none.
    ///
    /// - Throws: `source.unreadable` when the manifest as a whole cannot be used.
    mutating func next() throws(FerryError) -> Finding? {
        while let line = try lines.next() {
            guard !line.isCut else {
                return (line.number, .failure(.init(reason: "it has more than \(LineReader.maxLineBytes) bytes")))
            }
            guard let text = String(validating: line.bytes, as: UTF8.self) else {
                return (line.number, .failure(.init(reason: "it is no UTF-8")))
            }
            guard text.contains(where: { !$0.isWhitespace }) else { continue }
            let format = self.format ?? ManifestFormat(firstLine: text)
            self.format = format
            switch format {
            case .list: return (line.number, .success(ManifestRow(source: text)))
            case .jsonl:
                return (line.number, Result { () throws(ManifestRow.Fault) in try ManifestRow(json: Data(line.bytes)) })
            case .csv:
                if let found = try record(text, at: line.number) { return found }
            }
        }
        guard format != .csv || hasHeader else { throw Self.noHeader("it is empty") }
        return nil
    }

    /// A record of CSV, which may go on over the next lines; `nil` for the header.
    private mutating func record(_ first: String, at line: Int) throws(FerryError) -> Finding? {
        var (text, count) = (first, 1)
        while Self.isOpen(text) {
            guard count < Self.maxRecordLines, text.utf8.count <= LineReader.maxLineBytes, let next = try lines.next(),
                let more = String(validating: next.bytes, as: UTF8.self)
            else { return (line, .failure(.init(reason: "a quote that is opened there is never closed"))) }
            text += "\n" + more
            count += 1
        }
        guard hasHeader else {
            try header(text)
            return nil
        }
        return (
            line,
            Result { [columns] () throws(ManifestRow.Fault) in
                try ManifestRow(columns: columns, fields: try Self.fields(text, delimiter))
            }
        )
    }

    private mutating func header(_ text: String) throws(FerryError) {
        delimiter = CSVDelimiter.guessed(string: text)
        let names: [String]
        do throws(ManifestRow.Fault) { names = try Self.fields(text, delimiter) } catch {
            throw Self.noHeader(error.reason)
        }
        for name in names.map({ $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }) {
            guard let column = ManifestColumn(name) else { throw Self.noHeader("it names the unknown column \(name)") }
            guard !columns.contains(column) else { throw Self.noHeader("it names the column \(name) twice") }
            columns.append(column)
        }
        guard columns.contains(.source) else { throw Self.noHeader("it names no column source") }
        hasHeader = true
    }

    private static func fields(_ text: String, _ delimiter: CSVDelimiter) throws(ManifestRow.Fault) -> [String] {
        do { return try EnumeratedCSV(string: text + "\n", delimiter: delimiter, loadColumns: false).header } catch {
            throw ManifestRow.Fault(reason: "its quotes are not those of CSV")
        }
    }

    /// Whether a quote is open at the end: they come in pairs.
    private static func isOpen(_ text: String) -> Bool {
        text.utf8.reduce(false) { isOpen, byte in byte == UInt8(ascii: "\"") ? !isOpen : isOpen }
    }

    private static func noHeader(_ reason: String) -> FerryError {
        FerryError(
            .sourceUnreadable, "the manifest's header cannot be used: \(reason)",
            next: "name the columns source, name, preset and metadata.KEY in the first line", disposition: .giveUp)
    }
}
