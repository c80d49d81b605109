public import FerryCore

/// An answer that is arriving: its session was found open and there was room for it.
public final class IncomingAnswer: Sendable {
    /// Its session, as it stood when the answer began to arrive.
    public let session: InterviewSession
    let intake: AnswerIntake
    let framing: AnswerFraming
    let idempotencyKey: String?
    let place: ArrivalGate.Place

    init(
        session: InterviewSession, intake: AnswerIntake, framing: AnswerFraming, idempotencyKey: String?,
        place: ArrivalGate.Place
    ) {
        self.session = session
        self.intake = intake
        self.framing = framing
        self.idempotencyKey = idempotencyKey
        self.place = place
    }

    /// Takes the next piece of the body; see ``AnswerIntake/append(_:)-([UInt8])``.
    public func append(_ bytes: [UInt8]) async throws(FerryError) { try await intake.append(bytes) }

    /// Gives the answer up: nothing of it is left.
    public func discard() async {
        await intake.discard()
        place.leave()
    }
}

/// What came of handing an answer off.
public enum Handed: Sendable, Equatable {
    /// It is safe: its bytes and its rows survive a power cut.
    case accepted(SubmissionView)
    /// It was safe before: the same key with the same content was handed off.
    case repeated(SubmissionView)
}
