import FerryCore
import Glibc

/// An asset that is open for reading, with its guard.
struct OpenAsset: Sendable {
    let file: SpoolFile
    let bytes: Int64
    let guardian: SourceGuard

    /// Opens a job's source.
    ///
    /// - Throws: `source.changed` when a file read in place is not what was accepted.
    init(_ source: SourceRecord, spool: Spool) throws(FerryError) {
        bytes = source.bytes
        file = try Self.open(source, spool)
        let reader = LayoutReader(layout: ObjectLayout(wholeFile: .asset, length: bytes), files: [.asset: file])
        guardian = try SourceGuard(
            path: source.identity == nil ? nil : source.path, accepted: source.identity, reader: reader, role: .asset,
            sha256: source.sha256)
    }

    private static func open(_ source: SourceRecord, _ spool: Spool) throws(FerryError) -> SpoolFile {
        guard let path = source.path, source.identity != nil else {
            return try spool.open(source.spoolKey ?? "")
        }
        do throws(FileFailure) { return SpoolFile(plain: try OwnedFile.open(path, O_RDONLY)) } catch {
            throw error.number == ENOENT
                ? FerryError(.sourceChanged, "it was removed after it was accepted")
                : FerryError(.sourceUnreadable, "it cannot be read: \(error.text)")
        }
    }

    /// The asset as media.
    var media: MediaFile {
        MediaFile(
            fileDescriptor: file.descriptor, layout: ObjectLayout(wholeFile: .asset, length: bytes),
            keys: file.key.map { MediaKeys(source: $0) })
    }
}
