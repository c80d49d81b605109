import FerryCore
import FoundationEssentials
import Testing

@Suite struct NullableTests {
    struct Document: Codable, Equatable {
        @Nullable var count: Int?
        @Nullable var name: String?
    }

    static let table: [(json: String, expected: Document)] = [
        (#"{"count":1,"name":"a"}"#, Document(count: 1, name: "a")),
        (#"{"count":null,"name":null}"#, Document(count: nil, name: nil)),
        (#"{}"#, Document(count: nil, name: nil)),
        (#"{"count":0}"#, Document(count: 0, name: nil)),
    ]

    @Test("a value, null and a missing key are read", arguments: table)
    func reading(json: String, expected: Document) throws {
        #expect(try JSONDecoder().decode(Document.self, from: Data(json.utf8)) == expected)
    }

    @Test("unknown is written as null and never left out", arguments: table)
    func writing(json: String, document: Document) throws {
        let written = try JSONValue(document)
        #expect(written.keys == "count name")
        #expect(written["count"] == document.count.map { .number(Double($0)) } ?? .null)
        #expect(try throughJSON(document) == document)
    }

    @Test("a value of another type is an error, not unknown")
    func mismatch() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Document.self, from: Data(#"{"count":"1"}"#.utf8))
        }
    }
}
