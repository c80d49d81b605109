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
        var item: any SpoolItem
        /// What its file holds; `nil` until it is whole.
        var spooled: SpooledBytes?
    }

    private let spool: HandOffSpool
    private let limits: IntakeLimits
    private(set) var fields = AnswerFields()
    private(set) var recordings: [Recording] = []
    /// The file of the recording that is arriving.
    private var writer: SpoolWriter?

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
        self.writer = writer
        recordings.append(Recording(kind: kind, job: job, name: name, mediaType: mediaType, item: writer))
        try seeAlone(kind)
    }

    func media(_ bytes: UnsafeRawBufferPointer) throws(FerryError) {
        guard let recording = recordings.last, let writer else { return }
        do throws(FerryError) { try writer.append(bytes) } catch { throw error.named(recording.name) }
    }

    mutating func endMedia() throws(FerryError) {
        guard let recording = recordings.last, let writer else { return }
        do throws(FerryError) { recordings[recordings.count - 1].spooled = try writer.end() } catch {
            throw error.named(recording.name)
        }
    }

    /// Takes the file of a finished upload. Blocks on the disk.
    mutating func adopt(_ upload: UploadedFile, as kind: MediaKind, name: String) throws(FerryError) {
        guard upload.bytes > 0 else { throw FerryError(.sourceEmpty, "the upload has no bytes", input: name) }
        guard upload.bytes <= limits.mediaBytes else {
            throw FerryError(
                .sourceTooLarge, "the upload has more than \(limits.mediaBytes) bytes, the limit", input: name)
        }
        let job = JobID.make()
        let item: any SpoolItem
        do throws(FerryError) {
            item = try spool.adopt(file: upload.path, for: job, bytes: upload.bytes, sha256: upload.sha256)
        } catch {
            throw error.named(name)
        }
        let spooled = SpooledBytes(key: item.key, bytes: upload.bytes, sha256: upload.sha256, dataURIType: nil)
        recordings.append(
            Recording(kind: kind, job: job, name: name, mediaType: upload.mediaType, item: item, spooled: spooled))
    }

    /// Bytes of media that are held in memory.
    var heldBytes: Int { writer?.heldBytes ?? 0 }

    /// An answer has one recording of a kind, whichever way it comes.
    private func seeAlone(_ kind: MediaKind) throws(FerryError) {
        let count = recordings.count { $0.kind == kind } + (fields.upload(kind) == nil ? 0 : 1)
        guard count <= 1 else {
            throw FerryError(
                .requestUnprocessable, "the \(kind.rawValue) comes twice", input: kind.rawValue,
                next: "send it in one of the fields alone")
        }
    }

    /// Removes the files, and closes them, so that their space is free at once.
    mutating func discard() {
        for recording in recordings { recording.item.discard() }
        recordings = []
        writer = nil
    }
}
