import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

@Suite struct PresignedURLTests {
    private let dialect: PutDialect

    init() throws {
        dialect = PutDialect(endpoint: try #require(HTTPLocation("https://h/b/k.bin?X-Amz-Signature=s3cret")))
    }

    private func refusal(_ status: Int, _ body: String) throws -> UploadFailure {
        var response = HTTPTransferResponse.reply(status)
        response.body = Array(body.utf8)
        let sending = ChunkSending.sample(Chunk(index: 0, offset: 0, length: 12))
        return try #require(dialect.accepted(from: response, sending: sending).failure)
    }

    @Test(
        "a URL that has run out is named, and what to do",
        arguments: [
            (403, "<Error><Message>Request has expired</Message></Error>"), (400, "<Code>ExpiredToken</Code>"),
            (401, "token expired"),
        ])
    func expired(status: Int, body: String) throws {
        let failure = try refusal(status, body)
        #expect(failure.cause == .expired && failure.error.code == .destinationUnauthorized)
        #expect(failure.error.message == "the presigned URL has expired (\(status))")
        #expect(failure.error.next == "get a new presigned URL and run the same command again")
        #expect(failure.error.disposition == .giveUp)
    }

    @Test("a URL that is refused for another reason is not said to have expired, and nothing of the body is told")
    func refused() throws {
        let failure = try refusal(403, "<StringToSign>X-Amz-Signature=s3cret</StringToSign>")
        #expect(failure.cause == .auth && failure.error.message == "the presigned URL was refused (403)")
        #expect(!"\(failure)".contains("s3cret"))
        #expect(try refusal(400, "<Code>EntityTooLarge</Code>").error.code == .destinationWrongProtocol)
    }
}
