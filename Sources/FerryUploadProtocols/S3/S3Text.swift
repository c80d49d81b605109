import FerryCore

/// Texts as S3's requests carry them.
enum S3Text {
    /// A query of these pairs, sorted by name, each with `=`, as the signature wants it.
    static func query(_ pairs: [(name: String, value: String)]) -> String {
        pairs.sorted { $0.name < $1.name }
            .map { "\(PercentText.encode($0.name))=\(PercentText.encode($0.value))" }.joined(separator: "&")
    }

    /// A text inside an element of XML 1.0.
    static func xml(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
