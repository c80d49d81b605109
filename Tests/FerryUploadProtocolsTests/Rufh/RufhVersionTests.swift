import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes
import Testing

@Suite struct RufhVersionTests {
    private let dialect: RufhDialect

    init() throws { dialect = RufhDialect(endpoint: try #require(HTTPLocation("http://h/rufh/"))) }

    private var spoken: String? { dialect.discover()?.fieldLines.first }

    @Test("a server that answers in version 6 is spoken to in version 6 from then on")
    func settled() {
        let found = dialect.capabilities(from: .reply(400, "Upload-Draft-Interop-Version: 6"))
        #expect(!found.createsWithBody && spoken == "upload-draft-interop-version: 6")
        let fields = HTTPTransferResponse.reply(104, "Upload-Draft-Interop-Version: 6", "Location: 7").head.headerFields
        #expect(dialect.interim(status: 104, fields: fields)?.location == "http://h/rufh/7")
        _ = dialect.capabilities(from: .reply(200, "Upload-Draft-Interop-Version: 8"))
        #expect(spoken == "upload-draft-interop-version: 8")
    }

    @Test("a creation that is refused for its version is tried in the older one, once", arguments: [400, 412, 501])
    func steppedDown(status: Int) {
        let first = dialect.created(from: .reply(status), creation: .sample()).failure
        #expect(first?.error.disposition == .retry && spoken == "upload-draft-interop-version: 6")
        let second = dialect.created(from: .reply(status), creation: .sample()).failure
        #expect(second?.error.disposition == .giveUp)
    }

    @Test("so is the question with which a later run begins, and an answer to it settles the version")
    func steppedDownWhenResumed() {
        let first = dialect.located(from: .reply(400)).failure
        #expect(first?.error.disposition == .retry && spoken == "upload-draft-interop-version: 6")
        #expect(dialect.located(from: .reply(400)).failure?.error.disposition == .giveUp)
        _ = dialect.located(from: .reply(204, "Upload-Offset: 1", "Upload-Draft-Interop-Version: 8"))
        #expect(spoken == "upload-draft-interop-version: 8")
    }

    @Test(
        "a refusal that has another reason, or of a server whose version is known, changes nothing",
        arguments: [(401, nil), (404, nil), (500, nil), (400, "Upload-Complete: ?1"), (400, "settled")]
            as [(Int, String?)])
    func other(status: Int, field: String?) {
        if field == "settled" { _ = dialect.capabilities(from: .reply(200, "Upload-Draft-Interop-Version: 8")) }
        _ = dialect.created(from: .reply(status, fields: field.map { [$0] } ?? []), creation: .sample())
        #expect(spoken == "upload-draft-interop-version: 8")
    }

    @Test("garbage in any field of any reply is judged", arguments: 0..<40 as Range<UInt64>)
    func garbage(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let names = [
            "Location", "Upload-Offset", "Upload-Length", "Upload-Complete", "Upload-Incomplete", "Upload-Limit",
            "Repr-Digest", "Content-Type", "Upload-Draft-Interop-Version", "Accept-Patch", "Retry-After",
        ]
        let values = [
            "", "0", "-1", "9223372036854775807", "999999999999999", "?1", "?0", "?", "8", "max-size=1",
            "max-append-size=0", "min-append-size=999999999999999, max-append-size=1", "application/problem+json",
            "application/partial-upload", "sha-256=::", "//", "http://[", String(repeating: "(", count: 3000),
        ]
        for _ in 0..<100 {
            let fields = names.filter { _ in Bool.random(using: &random) }.map {
                "\($0): \(values.randomElement(using: &random) ?? "")"
            }
            var reply = HTTPTransferResponse.reply(Int.random(in: 100...599, using: &random), fields: fields)
            reply.body = (0..<20).map { _ in UInt8.random(in: 0...255, using: &random) }
            let found = dialect.capabilities(from: reply)
            #expect(found.chunkLimits.fitting(100) >= 1, "seed \(seed) \(fields)")
            if let created = dialect.created(from: reply, creation: .sample()).value {
                #expect(HTTPLocation(created.location) != nil, "seed \(seed) \(fields)")
            }
            _ = dialect.located(from: reply)
            _ = dialect.interim(status: 104, fields: reply.head.headerFields)
            for chunk in [Chunk(index: 0, offset: 0, length: 8), Chunk(index: 0, offset: 12, length: 0)] {
                let accepted = dialect.accepted(from: reply, sending: .sample(chunk))
                #expect((accepted.value?.offset ?? 0) >= 0, "seed \(seed) \(fields)")
            }
        }
    }
}
