public import FerryCore
public import FerryPipeline
import Synchronization

/// Takes one answer in while it arrives: fields are kept, media goes into the spool, decoded and hashed on the way. Memory
/// is constant in the size of the media.
///
/// Pieces are taken one after the other, in the order of the body. After an error nothing of the answer is left, and every
/// further call throws the same error. While this lives no sweep of the state directory removes its files: keep it until
/// the rows are stored.
public final class AnswerIntake: Sendable {
    struct State: Sendable {
        var reader: AnswerReader
        var draft: AnswerDraft
        var failure: FerryError?
        var isFinished = false
    }

    private let spool: HandOffSpool
    let state: Mutex<State>

    /// Begins an intake.
    ///
    /// - Parameters:
    ///   - framing: How the body holds the answer.
    ///   - spool: Where its media goes.
    ///   - limits: The most it may hold.
    public init(_ framing: AnswerFraming, spool: HandOffSpool, limits: IntakeLimits = IntakeLimits()) {
        self.spool = spool
        state = Mutex(
            State(
                reader: AnswerReader(framing, limits: limits),
                draft: AnswerDraft(spool: spool, limits: limits)))
    }

    /// Takes the next piece of the body, on the spool's threads.
    ///
    /// - Throws: `request.malformed`, `request.unprocessable`, `request.tooLarge`, `dataURI.*`, `source.*`, `spool.full`,
    ///   `store.unavailable`; an error that a field causes names the field.
    public func append(_ bytes: [UInt8]) async throws(FerryError) {
        try await spool.run { () throws(FerryError) in
            let result: Result<Void, FerryError> = bytes.withUnsafeBytes { bytes in
                Result { () throws(FerryError) in try self.append(bytes) }
            }
            try result.get()
        }
    }

    /// Takes the next piece of the body. Blocks on the disk.
    ///
    /// - Throws: As the variant for arrays.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(FerryError) {
        try step { state throws(FerryError) in
            if !bytes.isEmpty { try state.reader.take(bytes, into: &state.draft) }
        }
    }

    /// Ends the body. When this returns all media is on the disk, under names that survive a power cut.
    ///
    /// - Throws: What ``append(_:)-([UInt8])`` throws.
    public func finish() async throws(FerryError) -> TakenAnswer {
        let draft = try await spool.run { () throws(FerryError) in try self.endBody() }
        do throws(FerryError) {
            try await spool.sync(draft.recordings.map(\.writer))
            return TakenAnswer(fields: draft.fields, media: draft.recordings.compactMap { TakenMedia($0) })
        } catch {
            await fail(error)
            throw error
        }
    }

    /// Gives the answer up: nothing of it is left.
    public func discard() async {
        await fail(FerryError(.cancelled, "the answer was given up"))
    }

    private func endBody() throws(FerryError) -> AnswerDraft {
        try step { state throws(FerryError) in
            try state.reader.finish(into: &state.draft)
            state.isFinished = true
        }
        return state.withLock { $0.draft }
    }

    private func step(_ body: (inout State) throws(FerryError) -> Void) throws(FerryError) {
        let result: Result<Void, FerryError> = state.withLock { state in
            Result { () throws(FerryError) in
                if let failure = state.failure { throw failure }
                precondition(!state.isFinished, "an answer ends once")
                do throws(FerryError) { try body(&state) } catch {
                    state.failure = error
                    state.draft.discard()
                    throw error
                }
            }
        }
        try result.get()
    }

    private func fail(_ error: FerryError) async {
        try? await spool.run { () throws(FerryError) in
            self.state.withLock { state in
                state.failure = state.failure ?? error
                state.draft.discard()
            }
        }
    }
}

extension TakenMedia {
    /// A recording that is whole.
    init?(_ recording: AnswerDraft.Recording) {
        guard let spooled = recording.spooled else { return nil }
        let mediaType = spooled.dataURIType ?? recording.mediaType ?? "application/octet-stream"
        let suffix = ContainerNames.fileExtension(mediaType: mediaType)
        let name = suffix.isEmpty ? recording.kind.rawValue : "\(recording.kind.rawValue).\(suffix)"
        self.init(
            kind: recording.kind, job: recording.job,
            source: SourceRecord(
                name: name, kind: spooled.dataURIType == nil ? .stream : .dataURI, path: nil, spoolKey: spooled.key,
                identity: nil, mediaType: mediaType, bytes: spooled.bytes, sha256: spooled.sha256))
    }
}

extension AnswerIntake {
    /// Bytes of media that are held in memory between two calls.
    var heldBytes: Int { state.withLock { state in state.draft.recordings.reduce(0) { $0 + $1.writer.heldBytes } } }
}
