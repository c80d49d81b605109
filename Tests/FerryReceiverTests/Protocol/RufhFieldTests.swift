import HTTPTypes
import Testing

@testable import FerryReceiver

@Suite struct RufhFieldTests {
    @Test(
        "a file name is read from Content-Disposition, the UTF-8 form first",
        arguments: [
            ("inline; filename=\"a b.webm\"", "a b.webm"), ("inline; filename=a.webm", "a.webm"),
            ("inline; filename=\"x\"; filename*=UTF-8''%C3%A9.webm", "\u{e9}.webm"),
            ("inline; filename*=utf-8'en'a%20b", "a b"), ("inline; filename=\"a;b\\\"c\"", "a;b\"c"),
            ("inline; FILENAME = \"a\"", "a"), ("inline; filename=\"x\"; filename*=UTF-8''%FF", "x"),
            ("inline; filename=\"x\"; filename*=latin1''y", "x"), ("inline", nil), ("", nil), ("inline; filename", nil),
            (nil, nil),
        ] as [(String?, String?)])
    func disposition(field: String?, name: String?) {
        #expect(ContentDisposition.filename(field) == name)
    }

    @Test(
        "a structured field of another type counts as missing",
        arguments: [
            ("?1", true, nil), ("?0", false, nil), ("?2", nil, nil), ("1", nil, 1), ("0", nil, 0), ("-1", nil, nil),
            ("1.5", nil, nil), ("\"1\"", nil, nil), ("1, 2", nil, nil), ("", nil, nil), ("true", nil, nil),
            ("999999999999999", nil, 999_999_999_999_999), ("1;a=b", nil, 1),
        ] as [(String, Bool?, Int64?)])
    func items(text: String, boolean: Bool?, integer: Int64?) {
        let fields: HTTPFields = [.uploadComplete: text, .uploadOffset: text]
        #expect(fields.boolean(.uploadComplete) == boolean)
        #expect(fields.integer(.uploadOffset) == integer)
    }

    @Test("progress is told in steps, and no more often than a client must take")
    func progress() {
        var few = RufhProgress(version: .v8, from: 100, bodyBytes: 10 << 20)
        #expect(few.reply(at: 100) == nil)
        #expect(few.reply(at: 100 + RufhProgress.minStep - 1) == nil)
        let reply = few.reply(at: 100 + RufhProgress.minStep)
        #expect(reply?.status.code == 104 && reply?.headerFields[.interopVersion] == "8")
        #expect(reply?.headerFields[.uploadOffset] == String(100 + RufhProgress.minStep))
        #expect(few.reply(at: 101 + RufhProgress.minStep) == nil)
        for bodyBytes in [nil, 1 << 40] as [Int64?] {
            var many = RufhProgress(version: .v6, from: 0, bodyBytes: bodyBytes)
            let replies = (1...4096).filter { many.reply(at: Int64($0) * (1 << 28)) != nil }
            #expect(replies.count <= Int(RufhProgress.maxReplies))
        }
    }

    @Test(
        "a digest field is read when it holds a hash that we know, ignored when it holds others, and refused when broken",
        arguments: [
            ("sha-256=:\(String(repeating: "A", count: 43))=:", BodyDigest.Algorithm.sha256, false),
            ("md5=:AAAA:, sha-256=:\(String(repeating: "A", count: 43))=:", .sha256, false),
            ("sha-512=:\(String(repeating: "A", count: 86))==:, sha-256=:AAAA:", .sha512, false),
            ("md5=:AAAA:", nil, false), ("sha-256=:AAAA:", nil, true), ("sha-256=1", nil, true), ("=", nil, true),
        ] as [(String, BodyDigest.Algorithm?, Bool)])
    func digests(text: String, algorithm: BodyDigest.Algorithm?, isRefused: Bool) throws {
        do {
            #expect(try DigestField.content([.contentDigest: text])?.algorithm == algorithm)
            #expect(!isRefused)
        } catch {
            #expect(isRefused && error.status == .badRequest && error.problem != nil)
        }
    }

    @Test("limits are written with the member names of the version that is spoken")
    func limits() {
        let limits = RufhLimits(maxBytes: 9, maxAppendBytes: nil, minAppendBytes: 2)
        #expect(limits.field(lifetime: nil, version: .v8) == "max-size=9, min-append-size=2")
        #expect(limits.field(lifetime: 3.9, version: nil) == "max-size=9, min-append-size=2, max-age=3")
        #expect(limits.field(lifetime: -1, version: .v6) == "max-size=9, min-append-size=2, expires=0")
    }
}
