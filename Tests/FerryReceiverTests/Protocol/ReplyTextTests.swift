import Crypto
import FerryCore
import HTTPTypes
import Testing

@testable import FerryReceiver

@Suite struct ReplyTextTests {
    @Test(
        "a range is whole, a part or unsatisfiable",
        arguments: [
            (nil, .whole), ("bytes=0-", .part(0..<100)), ("bytes=0-0", .part(0..<1)), ("bytes=10-19", .part(10..<20)),
            ("bytes=90-200", .part(90..<100)), ("bytes=-10", .part(90..<100)), ("bytes=-200", .part(0..<100)),
            ("BYTES=1-2", .part(1..<3)), ("bytes=100-", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=100-200", .unsatisfiable), ("bytes=5-4", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole),
            ("bytes=0-1,3-4", .whole), ("items=0-1", .whole), ("bytes=1--2", .whole), ("", .whole),
            ("bytes=0-9223372036854775807", .part(0..<100)), ("bytes=0-99999999999999999999", .whole),
        ] as [(String?, ByteRangeRequest)])
    func range(field: String?, expected: ByteRangeRequest) {
        #expect(ByteRangeRequest(field, length: 100) == expected, "\(field ?? "-")")
    }

    @Test("an empty object has no range")
    func emptyRange() {
        #expect(ByteRangeRequest("bytes=0-", length: 0) == .unsatisfiable)
        #expect(ByteRangeRequest("bytes=-5", length: 0) == .unsatisfiable)
        #expect(ByteRangeRequest(nil, length: 0) == .whole)
    }

    @Test(
        "dates are IMF-fixdate",
        arguments: [
            (0.0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400.9, "Tue, 29 Feb 2000 00:00:00 GMT"), (-1, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ])
    func date(seconds: Double, expected: String) {
        #expect(HTTPDate.text(Timestamp(secondsSinceEpoch: seconds)) == expected)
    }

    @Test(
        "file names lose directories and control characters",
        arguments: [
            (nil, nil), ("", nil), ("a.webm", "a.webm"), ("../../etc/passwd", "passwd"), ("C:\\x\\a.webm", "a.webm"),
            ("..", nil), (".", nil), ("/", nil), ("a\r\nb", "ab"), ("a\u{0}b\u{7F}\u{85}", "ab"),
            ("répétition.webm", "répétition.webm"),
        ] as [(String?, String?)])
    func filename(given: String?, expected: String?) {
        #expect(SafeNames.filename(given) == expected)
    }

    @Test("a long file name is cut at a character")
    func longFilename() {
        let name = SafeNames.filename(String(repeating: "é", count: 200))
        #expect(name?.utf8.count == 254)
    }

    @Test(
        "media types are kept when they are media types",
        arguments: [
            ("video/webm", true), ("video/webm;codecs=vp8,opus", true), ("video/webm; codecs=\"vp8, opus\"", true),
            ("application/x.y+z", true), ("video", false), ("video/", false), ("/webm", false), ("a/b/c", false),
            ("text/html\r\nX: y", false), ("vidéo/webm", false), ("", false), (" video/webm", false),
            ("video /webm", false),
        ])
    func mediaType(given: String, isKept: Bool) {
        #expect(SafeNames.mediaType(given) == (isKept ? given : nil))
    }

    @Test(
        "a download's name is quoted safely",
        arguments: [
            (nil, "attachment"), ("a b.webm", "attachment; filename=\"a b.webm\""),
            ("a\"b\\c", "attachment; filename=\"a_b_c\"; filename*=UTF-8''a%22b%5Cc"),
            ("é.webm", "attachment; filename=\"_.webm\"; filename*=UTF-8''%C3%A9.webm"),
            ("100%", "attachment; filename=\"100_\"; filename*=UTF-8''100%25"),
        ] as [(String?, String)])
    func attachment(name: String?, expected: String) {
        #expect(SafeNames.attachment(name) == expected)
    }

    @Test("a digest is a structured field")
    func digest() {
        let empty = SHA256.hash(data: [UInt8]()).hexText
        #expect(empty == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(ReprDigest.sha256(hex: empty) == "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")
        #expect(ReprDigest.sha256(hex: "xy") == nil)
        #expect(ReprDigest.sha256(hex: String(repeating: "g", count: 64)) == nil)
    }

    @Test(
        "a bearer token opens the gate",
        arguments: [
            ("Bearer secret", true), ("bearer secret", true), ("Bearer  secret", false),
            ("Bearer Secret", false), ("Basic secret", false), ("secret", false), ("", false), ("Bearer ", false),
        ])
    func gate(authorization: String, opens: Bool) {
        let gate = BearerGate(token: "secret")
        #expect(((try? gate.check([.authorization: authorization])) != nil) == opens)
        #expect((try? BearerGate(token: nil).check([.authorization: authorization])) != nil)
    }

    @Test("a job's key depends on the token and shows neither")
    func jobKeys() {
        let keys = [nil, "a", "b"].map { BearerGate(token: $0).jobKey("job") }
        #expect(Set(keys).count == 3)
        #expect(BearerGate(token: "a").jobKey("job") == keys[1])
        #expect(BearerGate(token: "a").jobKey("other") != keys[1])
        #expect(keys.allSatisfy { !$0.contains("a:job") && $0.hasPrefix("job:") })
    }
}
