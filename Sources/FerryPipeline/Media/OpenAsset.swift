import FerryCore
import Glibc

/// An asset that is open for reading, with its guard when it is read in place.
struct OpenAsset: Sendable {
    let file: SharedFile
    let bytes: Int64
    let guardian: SourceGuard?

    /// Opens a job's source.
    ///
    /// - Throws: `source.changed` when a file read in place is not what was accepted.
    init(_ source: SourceRecord, spool: Spool) throws(FerryError) {
        bytes = source.bytes
        guard let path = source.path, let identity = source.identity else {
            file = SharedFile(try spool.open(source.spoolKey ?? ""))
            guardian = nil
            return
        }
        do throws(FileFailure) { file = SharedFile(try OwnedFile.open(path, O_RDONLY)) } catch {
            throw error.number == ENOENT
                ? FerryError(.sourceChanged, "it was removed after it was accepted")
                : FerryError(.sourceUnreadable, "it cannot be read: \(error.text)")
        }
        let reader = LayoutReader(layout: ObjectLayout(wholeFile: .asset, length: bytes), files: [.asset: file])
        guardian = SourceGuard(path: path, identity: identity, reader: reader)
        try guardian?.check()
    }

    /// The asset as media.
    var media: MediaFile {
        MediaFile(fileDescriptor: file.file.descriptor, layout: ObjectLayout(wholeFile: .asset, length: bytes))
    }
}
