import FerryCore
import FerryPipeline

/// An answer while it arrives: its fields in memory, its media on the way into the spool. Blocks on the disk.
struct AnswerDraft: AnswerSink {
    /// A recording and its file.
    struct Recording {
        var kind: MediaKind
        var job: JobID
        var name: String
        var mediaType: String?
        var writer: SpoolWriter
        /// What its file holds; `nil` until it is whole.
        var spooled: SpooledBytes?
    }

    private let spool: HandOffSpool
    private let limits: IntakeLimits
    private(set) var fields = AnswerFields()
    private(set) var recordings: [Recording] = []

    init(spool: HandOffSpool, limits: IntakeLimits) {
        self.spool = spool
        self.limits = limits
    }

    mutating func field(_ field: AnswerField, _ value: FieldValue) throws(FerryError) {
        try fields.set(field, value, limits: limits)
        if let kind = field.upload { try seeAlone(kind) }
    }

    mutating func beginMedia(_ kind: MediaKind, name: String, _ form: MediaForm) throws(FerryError) {
        let job = JobID.make()
        let (isDataURI, mediaType): (Bool, String?) =
            switch form {
            case .dataURI: (true, nil)
            case .bytes(let mediaType): (false, mediaType)
            }
        let writer = try spool.writer(for: job, maxBytes: limits.mediaBytes, isDataURI: isDataURI)
        recordings.append(Recording(kind: kind, job: job, name: name, mediaType: mediaType, writer: writer))
        try seeAlone(kind)
    }

    func media(_ bytes: UnsafeRawBufferPointer) throws(FerryError) {
        guard let recording = recordings.last else { return }
        do throws(FerryError) { try recording.writer.append(bytes) } catch { throw error.named(recording.name) }
    }

    mutating func endMedia() throws(FerryError) {
        guard let recording = recordings.last else { return }
        do throws(FerryError) { recordings[recordings.count - 1].spooled = try recording.writer.end() } catch {
            throw error.named(recording.name)
        }
    }

    /// An answer has one recording of a kind, whichever way it comes.
    private func seeAlone(_ kind: MediaKind) throws(FerryError) {
        let count = recordings.count { $0.kind == kind } + (fields.upload(kind) == nil ? 0 : 1)
        guard count <= 1 else {
            throw FerryError(
                .requestUnprocessable, "the \(kind.rawValue) comes twice", input: kind.rawValue,
                next: "send it in one of the fields alone")
        }
    }

    /// Removes the files.
    func discard() { for recording in recordings { recording.writer.discard() } }
}
