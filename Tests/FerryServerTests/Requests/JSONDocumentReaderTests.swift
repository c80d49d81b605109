import FerryCore
import Testing

@testable import FerryServer

@Suite struct JSONDocumentReaderTests {
    @Test(
        "documents are read",
        arguments: [
            ("null", JSONDocument.null), (" true ", .flag(true)), ("-1.5e2", .number(-150)),
            (#""a\né😀""#, .text("a\né😀")),
            ("[]", .list([])), ("[1, [2]]", .list([.number(1), .list([.number(2)])])), ("{}", .object([:])),
            (#"{"a": {"b": false}}"#, .object(["a": .object(["b": .flag(false)])])), (#""\"\\""#, .text(#""\"#)),
        ])
    func reading(text: String, document: JSONDocument) throws {
        #expect(try JSONDocumentReader.read(Array(text.utf8)) == document)
    }

    @Test(
        "everything else is refused",
        arguments: [
            "", " ", "{", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "01", "1.", "+1", "--1", ".5", "1e", "1 2", "tru",
            "\"a", "\"\\x\"", "\"\u{1}\"", "[1}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "'a'", "NaN", "1e400",
            "\"\\ud800\"",
        ])
    func refusing(text: String) {
        #expect(throws: FerryError.self) { try JSONDocumentReader.read(Array(text.utf8)) }
    }

    @Test("bytes that are not UTF-8 and documents that are nested too deeply are refused")
    func limits() throws {
        #expect(throws: FerryError.self) { try JSONDocumentReader.read([34, 0xFF, 34]) }
        let depth = JSONDocumentReader.maxDepth
        func nested(_ count: Int) -> [UInt8] {
            Array((String(repeating: "[", count: count) + String(repeating: "]", count: count)).utf8)
        }
        #expect(throws: Never.self) { try JSONDocumentReader.read(nested(depth)) }
        #expect(throws: FerryError.self) { try JSONDocumentReader.read(nested(depth + 1)) }
    }
}
