/// How a manifest is written.
public enum ManifestFormat: String, Sendable, CaseIterable {
    /// Comma, tab or semicolon separated, with a header that names the columns `source`, `name`, `preset` and
    /// `metadata.KEY`, of which only the first must be there (RFC 4180).
    case csv
    /// One JSON object a line with the same keys; `metadata` may be an object too.
    case jsonl
    /// One source a line.
    case list

    /// By a file's name; `nil` where that says nothing.
    public init?(fileName: String) {
        switch fileName.split(separator: ".").last?.lowercased() {
        case "csv", "tsv": self = .csv
        case "jsonl", "ndjson", "json": self = .jsonl
        case "txt", "lst", "list": self = .list
        default: return nil
        }
    }

    /// By the first line that is not blank.
    init(firstLine: String) {
        if firstLine.drop(while: \.isWhitespace).first == "{" {
            self = .jsonl
        } else {
            let columns = firstLine.lowercased().split { ",;\t\"".contains($0) }
            self = columns.first { !$0.allSatisfy(\.isWhitespace) } != nil && columns.contains("source") ? .csv : .list
        }
    }
}
