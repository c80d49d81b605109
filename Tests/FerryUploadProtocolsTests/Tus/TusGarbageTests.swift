import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes
import Testing

/// Replies that make no sense must be judged, never trap.
@Suite struct TusGarbageTests {
    private static let names = [
        "Location", "Upload-Offset", "Upload-Length", "Repr-Digest", "Retry-After", "Date", "Tus-Version",
        "Tus-Extension",
        "Tus-Max-Size", "Upload-Expires",
    ]
    private static let values = [
        "", " ", "0", "-1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e308", "1e309",
        "nan",
        "inf", "0x7fffffffffffffff", "\u{FF11}", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", "sha-256=::",
        "sha-256=:?", "sha-256", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 9223372036854775807 08:49:37 GMT",
        "Sun, 99 Nov 1994 99:99:99 GMT", "http://[::1", "http://h:99999999/", "//", "?", "#", "../../..", "\u{1F600}",
        String(repeating: "9", count: 4000), String(repeating: ",", count: 4000),
        "http://" + String(repeating: "a", count: 4000),
    ]

    private let dialect: TusDialect

    init() throws { dialect = TusDialect(endpoint: try #require(HTTPLocation("http://h/files/"))) }

    private static func value(_ random: inout SeededRandom) -> String {
        if Bool.random(using: &random) { return values.randomElement(using: &random) ?? "" }
        let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("garbage in any field of any reply is judged", arguments: 0..<40 as Range<UInt64>)
    func garbage(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let creation = UploadCreation.sample()
        for _ in 0..<100 {
            let status =
                [200, 201, 204, 404, 423, 429, 503, Int.random(in: 200...599, using: &random)]
                .randomElement(using: &random) ?? 200
            let fields = Self.names.filter { _ in Bool.random(using: &random) }.map { "\($0): \(Self.value(&random))" }
            let reply = HTTPTransferResponse.reply(status, fields: fields)
            _ = dialect.capabilities(from: reply)
            if case .success(let created) = dialect.created(from: reply, creation: creation) {
                #expect(HTTPLocation(created.location) != nil, "\(fields)")
            }
            if case .success(let located) = dialect.located(from: reply) {
                #expect(located.checksums.allSatisfy { $0.bytes.count == 32 })
            }
            if let failure = dialect.accepted(from: reply, sending: .sample(Chunk(index: 0, offset: 0, length: 8)))
                .failure, let wait = failure.error.retryAfterSeconds
            {
                #expect(wait >= 0 && wait.isFinite && failure.error.disposition == .retryAfter, "\(fields)")
            }
        }
    }
}
