import FerryCore
import Testing

@testable import FerryUploadProtocols

@Suite struct AWSProcessReplyTests {
    @Test("keys, token and expiry are read") func reads() {
        let json =
            #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"b","SessionToken":"c","Expiration":"2026-05-01T12:00:00Z"}"#
        let expected = AWSCredentials(
            accessKeyID: "A", secretAccessKey: "b", sessionToken: "c", expiresAt: Timestamp("2026-05-01T12:00:00Z"))
        #expect(AWSProcessReply.credentials(Array(json.utf8)) == expected)
        let short = #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"b"}"#
        #expect(
            AWSProcessReply.credentials(Array(short.utf8)) == AWSCredentials(accessKeyID: "A", secretAccessKey: "b"))
    }

    @Test(
        "anything else is nothing",
        arguments: [
            "", "{}", "[]", "null", #"{"Version":2,"AccessKeyId":"A","SecretAccessKey":"b"}"#,
            #"{"Version":1,"AccessKeyId":"","SecretAccessKey":"b"}"#, #"{"Version":1,"AccessKeyId":"A"}"#,
            #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"b","Expiration":"soon"}"#,
        ])
    func refuses(_ text: String) { #expect(AWSProcessReply.credentials(Array(text.utf8)) == nil) }

    @Test(
        "times may have an offset",
        arguments: [
            ("2026-05-01T12:00:00Z", "2026-05-01T12:00:00Z"), ("2026-05-01T12:00:00+00:00", "2026-05-01T12:00:00Z"),
            ("2026-05-01T12:00:00.5-07:30", "2026-05-01T19:30:00.5Z"),
            ("2026-05-01T00:30:00+01:00", "2026-04-30T23:30:00Z"),
            ("2026-05-01T12:00:00", nil), ("+02:00", nil), ("", nil), ("2026-05-01T12:00:00+0a:00", nil),
        ] as [(String, String?)])
    func times(_ text: String, _ utc: String?) { #expect(AWSProcessReply.time(text) == utc.flatMap { Timestamp($0) }) }
}
