import FerryCore
import Testing

@testable import FerryUploadProtocols

@Suite struct AWSRefusalTests {
    private static let noon = Timestamp(microseconds: 1_777_636_800_000_000)
    private static let date = "Date: Fri, 01 May 2026 12:00:02 GMT"
    private static let hourLater = "Date: Fri, 01 May 2026 13:00:00 GMT"
    private static let one = Timestamp(microseconds: 1_777_640_400_000_000)

    struct Case: Sendable {
        var status: Int
        var code: String?
        var fields: [String] = [date]
        var detail = ""
        var refusal: AWSRefusal
    }

    static let cases: [Case] = [
        Case(status: 200, refusal: .none), Case(status: 404, code: "NoSuchUpload", refusal: .none),
        Case(status: 503, code: "SlowDown", refusal: .none),
        Case(status: 412, code: "PreconditionFailed", refusal: .none),
        Case(status: 400, code: "ExpiredToken", refusal: .credentials),
        Case(status: 400, code: "TokenRefreshRequired", refusal: .credentials),
        Case(status: 403, code: "InvalidAccessKeyId", refusal: .credentials),
        Case(status: 403, code: "SignatureDoesNotMatch", refusal: .credentials),
        Case(status: 403, code: "AccessDenied", refusal: .none), Case(status: 400, code: "BadDigest", refusal: .none),
        Case(status: 403, code: "AccessDenied", fields: [hourLater], refusal: .none),
        Case(
            status: 403, code: "RequestTimeTooSkewed", fields: [],
            detail: "<ServerTime>2026-05-01T13:00:00Z</ServerTime>", refusal: .clock(one)),
        Case(status: 403, code: "RequestTimeTooSkewed", fields: [hourLater], refusal: .clock(one)),
        Case(status: 403, code: "RequestTimeTooSkewed", fields: [], refusal: .none),
        Case(status: 403, fields: [hourLater], refusal: .clock(one)), Case(status: 403, refusal: .credentials),
        Case(status: 400, refusal: .credentials), Case(status: 401, fields: [], refusal: .credentials),
        Case(status: 403, fields: ["x-minio-error-code: AccessDenied"], refusal: .none),
        Case(status: 400, fields: ["x-amz-error-code: ExpiredToken"], refusal: .credentials),
    ]

    @Test("replies are taken for what they say of clock and credentials", arguments: cases) func refusal(_ given: Case)
    {
        var response = HTTPTransferResponse.reply(given.status, fields: given.fields)
        if let code = given.code {
            response.body = Array(
                "<?xml version=\"1.0\"?>\n<Error><Code>\(code)</Code>\(given.detail)<Message>x</Message></Error>".utf8)
        }
        #expect(AWSRefusal(response, signedAt: Self.noon) == given.refusal)
    }

    @Test(
        "bodies of strangers are harmless",
        arguments: [
            "<html>", "<Code>", "<Code>\u{FFFD}", "<Code></Code>", "<Code>" + String(repeating: "x", count: 5000),
        ])
    func garbage(_ body: String) {
        var response = HTTPTransferResponse.reply(403, Self.date)
        response.body = Array(body.utf8)
        #expect(AWSRefusal(response, signedAt: Self.noon) == .none)
        response.body = [0x3C, 0xFF] + Array("Code>".utf8) + [0xFF, 0xFE]
        #expect(AWSRefusal(response, signedAt: Self.noon) == .none)
    }
}
