import FerryCore
import FerryTesting
import HTTPTypes

extension MatrixFault {
    private static let withBytes: Set<MatrixRole> = [.create, .send]
    private static let answers: Set<MatrixRole> = [.create, .send, .ask, .finish]
    private static let unreachable: Set<Code> = [.destinationUnreachable, .retryExhausted]
    private static let stalled: Set<Code> = [.uploadStalled, .destinationUnreachable, .retryExhausted]
    private static let strange: Set<Code> = [.destinationWrongProtocol, .retryExhausted]

    /// All columns.
    static let all: [MatrixFault] = statuses + broken + slow + lies + conditions

    /// Answers that are errors.
    static let statuses: [MatrixFault] =
        [
            (400, [.destinationServerError, .destinationWrongProtocol, .retryExhausted], false),
            (401, [.destinationUnauthorized], false), (403, [.destinationUnauthorized], false),
            (404, [.destinationNotFound, .uploadExpired], false),
            (405, [.destinationWrongProtocol, .destinationServerError], false),
            (408, [.retryExhausted, .destinationServerError, .destinationUnreachable], true),
            (409, [.retryExhausted, .destinationConflict, .destinationServerError, .destinationWrongProtocol], false),
            (410, [.uploadExpired, .destinationNotFound], false),
            (412, [.destinationConflict, .destinationServerError, .destinationWrongProtocol, .retryExhausted], false),
            (413, [.destinationTooLarge, .destinationWrongProtocol], false),
            (429, [.retryExhausted, .destinationServerError], true), (500, [.destinationServerError], true),
            (502, [.destinationServerError], true), (503, [.destinationServerError], true),
            (504, [.destinationServerError], true), (507, [.destinationServerError, .destinationTooLarge], false),
        ].map { (status: Int, codes: Set<Code>, isPassing: Bool) in
            MatrixFault("status \(status)", .status(status), codes, passing: isPassing)
        } + [
            MatrixFault(
                "503, Retry-After", .status(503, headerFields: [.retryAfter: "3"]), [.destinationServerError],
                passing: true),
            MatrixFault(
                "early 503", on: withBytes, .earlyStatus(503, afterBodyBytes: 0), [.destinationServerError],
                passing: true),
            MatrixFault("redirect loop", on: answers, .redirectLoop(307), [.destinationWrongProtocol]),
            MatrixFault(
                "redirect away", on: answers, .redirect(302, location: "/elsewhere/"), [.destinationWrongProtocol]),
        ]

    /// Connections and answers that break.
    static let broken: [MatrixFault] = [
        MatrixFault("reset at once", .reset(afterBodyBytes: 0), unreachable, passing: true),
        MatrixFault("reset mid-body", on: withBytes, .reset(afterBodyBytes: 300), unreachable, passing: true),
        MatrixFault("close mid-body", on: withBytes, .close(afterBodyBytes: 300), unreachable, passing: true),
        MatrixFault("reset mid-reply", .resetReply(afterBytes: 20), unreachable, passing: true),
        MatrixFault("lost reply", .lostReply, unreachable, passing: true),
        MatrixFault("truncated reply", .truncatedReply, unreachable, passing: true),
        MatrixFault("garbage reply", .garbageReply, unreachable.union(strange), passing: true),
        MatrixFault("duplicated reply", .duplicatedReply, unreachable, passing: true),
        MatrixFault(
            "corrupted reply", on: answers, .corruptedReply(at: 5), strange.union([.verifyChecksum, .verifyLength]),
            lie: true),
        MatrixFault("missing header", on: answers, strange.union([.uploadExpired])) { dialect, role in
            dialect.neededFields[role].map { .withoutField($0) }
        },
        MatrixFault(
            "senseless header", on: answers, strange.union([.uploadExpired, .destinationUnreachable]), lie: true
        ) { dialect, role in
            dialect.neededFields[role].map { .withField($0, "\u{FC}-1 x") }
        },
        MatrixFault("interim replies", .interim([102, 103]), [], passing: true),
    ]

    /// Servers that take their time.
    static let slow: [MatrixFault] = [
        MatrixFault("delay", .delay(seconds: 0.02), [], passing: true),
        MatrixFault("stall", on: withBytes, .stall(afterBodyBytes: 0), stalled, passing: true, slow: true),
        MatrixFault("silence", .silence, stalled, passing: true, slow: true),
        MatrixFault("1xx only", .interimOnly([102]), stalled, passing: true, slow: true),
        MatrixFault("trickled reply", .trickle(bytes: 8, everySeconds: 0.002), stalled, passing: true),
        MatrixFault(
            "endless reply", .endlessReply(bytes: 1, everySeconds: 0.02),
            stalled.union(strange).union([.destinationConflict, .verifyLength, .uploadOffsetBeyondEnd]), slow: true),
        MatrixFault("slow body", on: withBytes, stalled, passing: true) { dialect, _ in
            .slowBody(bytes: dialect.requestBytes / 10, everySeconds: 0.002)
        },
    ]

    /// Servers that say or keep what is not so.
    static let lies: [MatrixFault] = [
        MatrixFault(
            "offset too low", on: answers, .offsetOff(by: -1), strange.union([.uploadExpired, .verifyLength]), lie: true
        ),
        MatrixFault(
            "offset too high", on: answers, .offsetOff(by: 1),
            strange.union([.uploadExpired, .uploadOffsetBeyondEnd, .verifyLength]), lie: true),
        MatrixFault(
            "offset beyond the end", on: answers, .offsetOff(by: 1 << 40),
            strange.union([.uploadExpired, .uploadOffsetBeyondEnd, .verifyLength]), lie: true),
        MatrixFault(
            "lying length", on: answers, .lengthOff(by: -1), strange.union([.verifyLength, .uploadExpired]), lie: true),
        MatrixFault(
            "corrupted byte", on: withBytes, .corruptedBody(at: 7), [.verifyChecksum, .retryExhausted], corrupts: true),
    ]

    /// Things that run out or are held.
    static let conditions: [MatrixFault] = [
        MatrixFault(
            "expired upload", on: [.send, .ask, .finish], .expired(404), [.uploadExpired, .destinationNotFound],
            unfinished: true),
        MatrixFault(
            "expired upload 410", on: [.send, .ask, .finish], .expired(410), [.uploadExpired, .destinationNotFound],
            unfinished: true),
        MatrixFault("expired token", on: answers, .expiredToken, [.destinationUnauthorized]),
        MatrixFault("skewed clock", on: answers, .skewedClock(seconds: 3600), [.destinationUnauthorized]),
        MatrixFault("lock held", on: answers, [.retryExhausted, .destinationConflict, .destinationServerError]) {
            dialect, role in dialect.lockedRoles.contains(role) ? .lockHeld : nil
        },
    ]
}
