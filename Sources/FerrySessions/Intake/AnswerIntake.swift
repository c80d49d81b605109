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
    private let uploads: (any FinishedUploads)?
    private let user: String?
    let state: Mutex<State>

    /// Begins an intake.
    ///
    /// - Parameters:
    ///   - framing: How the body holds the answer.
    ///   - spool: Where its media goes.
    ///   - limits: The most it may hold.
    ///   - uploads: Finds finished uploads that the answer names; `nil` where none can be named.
    ///   - user: Whose uploads may be named.
    public init(
        _ framing: AnswerFraming, spool: HandOffSpool, limits: IntakeLimits = IntakeLimits(),
        uploads: (any FinishedUploads)? = nil, user: String? = nil
    ) {
        self.spool = spool
        self.uploads = uploads
        self.user = user
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
        let fields = try await spool.run { () throws(FerryError) in try self.endBody() }
        do throws(FerryError) {
            for field in [AnswerField.videoUpload, .audioUpload] {
                if let kind = field.upload, let url = fields.upload(kind) { try await adopt(url, kind, field) }
            }
            let recordings = state.withLock { $0.draft.recordings }
            try await spool.sync(recordings.map(\.item))
            return TakenAnswer(fields: fields, media: recordings.compactMap { TakenMedia($0) })
        } catch {
            await fail(error)
            throw error
        }
    }

    private func adopt(_ url: String, _ kind: MediaKind, _ field: AnswerField) async throws(FerryError) {
        guard let uploads else {
            throw FerryError(
                .requestUnprocessable, "no uploads can be named here", input: field.rawValue,
                next: "send the media with the answer")
        }
        guard let upload = try await uploads.finishedUpload(at: url, ofUser: user) else {
            throw FerryError(
                .requestUnprocessable, "there is no finished upload of that URL", input: field.rawValue,
                next: "finish the upload first, and give the URL that its creation was answered with")
        }
        try await spool.run { () throws(FerryError) in
            let result: Result<Void, FerryError> = self.state.withLock { state in
                Result { () throws(FerryError) in
                    if let failure = state.failure { throw failure }
                    try state.draft.adopt(upload, as: kind, name: field.rawValue)
                }
            }
            try result.get()
        }
    }

    /// Gives the answer up: nothing of it is left.
    public func discard() async {
        await fail(FerryError(.cancelled, "the answer was given up"))
    }

    private func endBody() throws(FerryError) -> AnswerFields {
        try step { state throws(FerryError) in
            try state.reader.finish(into: &state.draft)
            state.isFinished = true
        }
        return state.withLock { $0.draft.fields }
    }

    private func step(_ body: (inout State) throws(FerryError) -> Void) throws(FerryError) {
        let result: Result<Void, FerryError> = state.withLock { state in
            Result { () throws(FerryError) in
                if let failure = state.failure { throw failure }
                guard !state.isFinished else {
                    throw FerryError(.requestMalformed, "something follows the end of the answer")
                }
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
    var heldBytes: Int { state.withLock { $0.draft.heldBytes } }
}
