/// Cuts a command line into words as a POSIX shell does with quotes and backslashes, and does nothing else of a shell:
/// no variables, no patterns, no second command.
enum CommandWords {
    private enum Quote {
        case none
        case single
        case double
    }

    /// The words; `nil` when a quote is left open or a backslash ends the line.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote = Quote.none
        var rest = line.makeIterator()
        while let character = rest.next() {
            switch (quote, character) {
            case (.single, "'"), (.double, "\""):
                quote = .none
            case (.none, "'"), (.none, "\""):
                quote = character == "'" ? .single : .double
                word = word ?? ""
            case (.none, "\\"), (.double, "\\"):
                guard let next = rest.next() else { return nil }
                let isKept = quote == .double && next != "\"" && next != "\\"
                word = (word ?? "") + (isKept ? "\\" : "") + String(next)
            case (.none, _) where character.isWhitespace:
                if let done = word { words.append(done) }
                word = nil
            default:
                word = (word ?? "") + String(character)
            }
        }
        guard quote == .none else { return nil }
        return words + (word.map { [$0] } ?? [])
    }
}
