import HTTPTypes
import Testing

@testable import FerryReceiver

@Suite struct UploadMetadataTests {
    @Test(
        "metadata is read as the specification writes it",
        arguments: [
            ("", [:]),
            ("filename d29ybGQ=", ["filename": "world"]),
            ("filename d29ybGQ=,empty", ["filename": "world"]),
            ("empty ,filename d29ybGQ=", ["filename": "world"]),
            ("a YQ==, b Yg==", ["a": "a", "b": "b"]),
            ("is_confidential", [:]),
        ] as [(String, [String: String])])
    func reads(text: String, expected: [String: String]) throws {
        let metadata = try UploadMetadata(parsing: text)
        #expect(metadata.text == text)
        #expect(
            metadata.values.keys.compactMap { key in metadata.string(key).map { (key, $0) } }.count == expected.count)
        for (key, value) in expected { #expect(metadata.string(key) == value) }
    }

    @Test(
        "what is no metadata is refused with 400",
        arguments: [
            "filename d29ybGQ", "filename d29*ybGQ=", "a YQ==,a Yg==", ",", "a YQ==,", "näme YQ==", "a YQ== YQ==",
            "a\u{1} YQ==",
        ])
    func refuses(text: String) {
        #expect(throws: ReceiverRefusal.self) { try UploadMetadata(parsing: text) }
    }

    @Test("too long a field is refused with 431, too many pairs with 400")
    func limits() {
        let long = "a " + String(repeating: "YWFh", count: UploadMetadata.maxBytes / 4)
        let error = #expect(throws: ReceiverRefusal.self) { try UploadMetadata(parsing: long) }
        #expect(error?.status == .requestHeaderFieldsTooLarge)
        let many = (0...UploadMetadata.maxPairs).map { "k\($0)" }.joined(separator: ",")
        #expect(throws: ReceiverRefusal.self) { try UploadMetadata(parsing: many) }
        let most = (1...UploadMetadata.maxPairs).map { "k\($0)" }.joined(separator: ",")
        #expect((try? UploadMetadata(parsing: most))?.values.count == UploadMetadata.maxPairs)
    }

    @Test("a value that is not UTF-8 is kept as bytes and is no text")
    func binary() throws {
        let metadata = try UploadMetadata(parsing: "raw /w==")
        #expect(metadata.values["raw"] == [0xFF])
        #expect(metadata.string("raw") == nil)
    }
}
