import Testing

@testable import FerryUploadProtocols

@Suite struct CommandWordsTests {
    /// What Python's `shlex.split` gives.
    static let cases: [(String, [String]?)] = [
        ("", []), ("  ", []), ("a b  c", ["a", "b", "c"]), ("a 'b c' d", ["a", "b c", "d"]),
        ("a \"b 'c'\" d", ["a", "b 'c'", "d"]), ("a\\ b", ["a b"]), ("\"a\\\"b\"", ["a\"b"]), ("'a\\b'", ["a\\b"]),
        ("\"a\\b\"", ["a\\b"]), ("\"a\\\\b\"", ["a\\b"]), ("a''b", ["ab"]), ("''", [""]), ("a \"\" b", ["a", "", "b"]),
        ("\"open", nil), ("'open", nil), ("end\\", nil),
        ("a;b | c > $HOME `d`", ["a;b", "|", "c", ">", "$HOME", "`d`"]),
        ("tab\tand\nline", ["tab", "and", "line"]), ("é 'ü ß'", ["é", "ü ß"]),
    ]

    @Test("words are cut like a shell cuts them, and nothing is expanded", arguments: cases)
    func words(_ line: String, _ expected: [String]?) { #expect(CommandWords.split(line) == expected) }
}
