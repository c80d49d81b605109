import FerryCore
import FerryTesting
import HTTPTypes

extension FaultCase {
    private static let quick = TransferLimits(connectTimeout: 5, firstByteTimeout: 1, stallRate: 1000, stallTime: 1)
    private static let second: HTTPFields = [.retryAfter: "7"]

    /// Faults of one chunk in the middle that a client must get over.
    static let chunk: [FaultCase] = [
        .init("nothing at all", FaultPlan(), waits: [], resent: 0),
        .init("408", FaultPlan().on("PATCH", 2, .status(408)), retries: [.status408: 1], waits: [0.5]),
        .init("423", FaultPlan().on("PATCH", 2, .status(423)), retries: [.status423: 1], waits: [0.5]),
        .init(
            "429 with Retry-After", FaultPlan().on("PATCH", 2, .status(429, headerFields: second)),
            retries: [.status429: 1], waits: [7.05]),
        .init("500", FaultPlan().on("PATCH", 2, .status(500)), retries: [.status5xx: 1], waits: [0.5]),
        .init(
            "503 with Retry-After", FaultPlan().on("PATCH", 2, .status(503, headerFields: second)),
            retries: [.status5xx: 1], waits: [7.05]),
        .init("460", FaultPlan().on("PATCH", 2, .status(460)), retries: [.checksum: 1], waits: [0.5]),
        .init("409", FaultPlan().on("PATCH", 2, .status(409)), retries: [.offset: 1], waits: [0.5]),
        .init("a reset after 300 bytes", FaultPlan().on("PATCH", 2, .reset(afterBodyBytes: 300)), retries: [.reset: 1]),
        .init("a reset before any byte", FaultPlan().on("PATCH", 2, .reset(afterBodyBytes: 0)), retries: [.reset: 1]),
        .init("a close after 300 bytes", FaultPlan().on("PATCH", 2, .close(afterBodyBytes: 300)), retries: [.reset: 1]),
        .init("a lost reply", FaultPlan().on("PATCH", 2, .lostReply), retries: [.reset: 1], resent: 0),
        .init(
            "a lost reply of the last chunk", FaultPlan().on("PATCH", 4, .lostReply), retries: [.reset: 1], resent: 0),
        .init(
            "silence after the body", FaultPlan().on("PATCH", 2, .silence), retries: [.firstByte: 1], resent: 0,
            limits: quick),
        .init("a truncated reply", FaultPlan().on("PATCH", 2, .truncatedReply), retries: [.reset: 1], resent: 0),
        .init("garbage", FaultPlan().on("PATCH", 2, .garbageReply), retries: [.reset: 1], resent: 0),
        .init(
            "no Upload-Offset", FaultPlan().on("PATCH", 2, .withoutField(.uploadOffset)),
            retries: [.other: 1], resent: 0),
        .init("an offset that did not move", FaultPlan().on("PATCH", 2, .offsetOff(by: -1000)), retries: [.offset: 1]),
        .init("a slow answer", FaultPlan().on("PATCH", 2, .delay(seconds: 0.05)), waits: []),
        .init("interim replies", FaultPlan().on("PATCH", 2, .interim([102, 103])), waits: []),
        .init(
            "two failures in a row", FaultPlan().on("PATCH", 2, .status(500)).on("PATCH", 3, .status(500)),
            retries: [.status5xx: 2], waits: [0.5, 1]),
        .init(
            "two failures with progress between them",
            FaultPlan().on("PATCH", 2, .status(500)).on("PATCH", 4, .status(500)),
            retries: [.status5xx: 2], waits: [0.5, 0.5]),
        .init(
            "an early 503", FaultPlan().on("PATCH", 2, .earlyStatus(503, afterBodyBytes: 10)),
            retries: [.status5xx: 1]),
    ]

    /// Faults of the requests around the chunks that a client must get over.
    static let around: [FaultCase] = [
        .init("no answer to OPTIONS", FaultPlan().on("OPTIONS", .lostReply), waits: []),
        .init("405 to OPTIONS", FaultPlan().on("OPTIONS", .status(405)), waits: []),
        .init("503 to creation", FaultPlan().on("POST", 1, .status(503)), retries: [.status5xx: 1], waits: [0.5]),
        .init(
            "a lost reply of creation", FaultPlan().on("POST", 1, .lostReply), retries: [.reset: 1], waits: [0.5],
            resent: 1000),
        .init("a reset of creation", FaultPlan().on("POST", 1, .reset(afterBodyBytes: 10)), retries: [.reset: 1]),
        .init(
            "503 to the question for the offset",
            FaultPlan().on("PATCH", 2, .status(500)).on("HEAD", 1, .status(503)), retries: [.status5xx: 2],
            waits: [0.5, 1]),
        .init(
            "503 while comparing", FaultPlan().on("HEAD", 1, .status(503)), retries: [.status5xx: 1], waits: [0.5],
            resent: 0),
        .init("a lost answer while comparing", FaultPlan().on("HEAD", 1, .lostReply), retries: [.reset: 1], resent: 0),
        .init("404 while comparing", FaultPlan().on("HEAD", 1, .status(404)), waits: [], resent: 0),
        .init("404 in the middle", FaultPlan().on("PATCH", 3, .expired(404)), freshStarts: 1, resent: 4000),
        .init("410 in the middle", FaultPlan().on("PATCH", 3, .expired(410)), freshStarts: 1, resent: 4000),
        .init(
            "404 to the question for the offset",
            FaultPlan().on("PATCH", 3, .status(500)).on("HEAD", 1, .expired(404)), retries: [.status5xx: 1],
            freshStarts: 1),
        .init("an offset beyond all that was sent", FaultPlan().on("PATCH", 2, .offsetOff(by: 500)), freshStarts: 1),
        .init(
            "an offset below what was acknowledged",
            FaultPlan().on("PATCH", 3, .status(500)).on("HEAD", 1, .offsetOff(by: -1)), retries: [.status5xx: 1],
            freshStarts: 1),
    ]

    /// Faults that end the job with one clear error.
    static let fatal: [FaultCase] = [
        .fatal("413 to creation", FaultPlan().on("POST", .status(413)), .destinationTooLarge, status: 413),
        .fatal(
            "an early 413", FaultPlan().on("PATCH", 1, .earlyStatus(413, afterBodyBytes: 10)),
            .destinationTooLarge, status: 413),
        .fatal("404 to creation", FaultPlan().on("POST", .status(404)), .destinationNotFound, status: 404),
        .fatal("401 to creation", FaultPlan().on("POST", .status(401)), .destinationUnauthorized, status: 401),
        .fatal("200 to creation", FaultPlan().on("POST", .status(200)), .destinationWrongProtocol, status: 200),
        .fatal(
            "a redirect of creation", FaultPlan().on("POST", .redirect(307, location: "/elsewhere/")),
            .destinationWrongProtocol, status: 307),
        .fatal(
            "a redirect of a chunk", FaultPlan().on("PATCH", .redirect(302, location: "/elsewhere/")),
            .destinationWrongProtocol, status: 302),
        .fatal("no Location", FaultPlan().on("POST", .withoutField(.location)), .destinationWrongProtocol, status: 201),
        .fatal(
            "no Upload-Offset when asked",
            FaultPlan().on("PATCH", 1, .status(500)).on("HEAD", .withoutField(.uploadOffset)),
            .destinationWrongProtocol, status: 200, retries: [.status5xx: 1]),
        .fatal(
            "another version of tus", FaultPlan().on("OPTIONS", .withField(.tusVersion, "2.0.0")),
            .destinationWrongProtocol),
        .fatal(
            "500 for ever", FaultPlan().on("PATCH", .status(500)), .destinationServerError, status: 500,
            retries: [.status5xx: 4]),
        .fatal(
            "409 for ever", FaultPlan().on("PATCH", .status(409)), .retryExhausted, status: 409,
            retries: [.offset: 4]),
        .fatal(
            "460 for ever", FaultPlan().on("PATCH", .status(460)), .verifyChecksum, status: 460,
            retries: [.checksum: 4]),
        .fatal(
            "no answer for ever", FaultPlan().on("PATCH", .lostReplyOfNothing), .destinationUnreachable,
            retries: [.reset: 4]),
        .fatal(
            "uploads that never last", FaultPlan().on("PATCH", .expired(404)), .uploadExpired, status: 404,
            freshStarts: 1),
        .fatal(
            "another length while comparing", FaultPlan().on("HEAD", .withField(.uploadLength, "4999")),
            .verifyLength),
        .fatal(
            "a server that only stalls", FaultPlan().on("PATCH", .stall(afterBodyBytes: 0)), .uploadStalled,
            retries: [.firstByte: 4], limits: quick),
    ]
}

extension Fault {
    /// The connection breaks before a byte is read.
    static let lostReplyOfNothing = Fault.reset(afterBodyBytes: 0)
}
