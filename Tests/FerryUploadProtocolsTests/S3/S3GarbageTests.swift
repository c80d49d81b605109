import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes
import Testing

/// Replies that make no sense must be judged, never trap.
@Suite struct S3GarbageTests {
    private static let words = [
        "<", ">", "/", "<a>", "</a>", "<Error>", "</Error>", "<Code>", "</Code>", "SlowDown", "<ListPartsResult>",
        "</ListPartsResult>", "<Part>", "</Part>", "<PartNumber>", "</PartNumber>", "9223372036854775807", "-1", "1e9",
        "<Size>", "</Size>", "<ETag>", "</ETag>", "<IsTruncated>true</IsTruncated>", "<InitiateMultipartUploadResult>",
        "</InitiateMultipartUploadResult>", "<UploadId>", "</UploadId>", "<CompleteMultipartUploadResult>",
        "</CompleteMultipartUploadResult>", "<ListMultipartUploadsResult>", "</ListMultipartUploadsResult>", "&amp;",
        "&#0;", "&#x1F600;", "&nbsp;", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;",
        "<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "\u{FEFF}", "\u{0}", "é", "\n",
        " xmlns:x='y'", "<x:Error>", "'", "\"", "=", "<a b='c' b='d'>",
    ]

    private static func reply(_ random: inout SeededRandom) -> HTTPTransferResponse {
        let statuses = [200, 400, 403, 404, 409, 412, 500, 501, 503]
        var reply = HTTPTransferResponse.reply(
            statuses.randomElement(using: &random) ?? 200, "ETag: \(words.randomElement(using: &random) ?? "")",
            "Content-Length: \(words.randomElement(using: &random) ?? "")",
            "x-amz-checksum-crc32c: \(words.randomElement(using: &random) ?? "")")
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            if Int.random(in: 0..<8, using: &random) == 0 {
                reply.body.append(UInt8.random(in: 0...255, using: &random))
            } else {
                reply.body += (words.randomElement(using: &random) ?? "").utf8
            }
        }
        return reply
    }

    private func readAll(_ dialect: S3Dialect, _ reply: HTTPTransferResponse) {
        _ = dialect.inspected(from: reply)
        _ = dialect.stored(from: reply, bytes: 1)
        _ = dialect.begun(from: reply, features: dialect.features)
        _ = dialect.accepted(from: reply, part: S3Samples.part)
        if case .success(let page) = dialect.listed(from: reply) {
            #expect(page.parts.allSatisfy { (0..<10_000).contains($0.index) })
        }
        _ = dialect.completed(from: reply)
    }

    @Test("garbage in any reply is judged", arguments: 0..<30 as Range<UInt64>)
    func garbage(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let dialect = try S3Samples.dialect()
        for _ in 0..<60 { readAll(dialect, Self.reply(&random)) }
    }

    @Test(
        "documents made to exhaust a reader are refused in bounded time",
        arguments: [
            String(repeating: "<a>", count: 20_000), "<Error>" + String(repeating: "<Code>", count: 10_000),
            "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;\">]>"
                + "<Error><Code>&b;</Code></Error>",
            "<!DOCTYPE l [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Error><Code>&a;</Code></Error>",
            "<Error><Code>" + String(repeating: "S", count: 2 << 20) + "</Code></Error>",
            String(repeating: " ", count: 2 << 20), "<Error" + String(repeating: " a='b'", count: 20_000) + ">",
        ])
    func bombs(body: String) throws {
        let dialect = try S3Samples.dialect()
        for status in [200, 400] {
            let reply = S3Samples.reply(status, body: body)
            readAll(dialect, reply)
            #expect(dialect.completed(from: reply) != nil)
        }
    }
}
