import FerryCore
import FoundationEssentials

/// Extras as files: `DIRECTORY/JOBID.poster.jpg`, `.storyboard.jpg` and `.vtt`, `.waveform.json`.
struct ExtraFiles {
    /// The job they belong to.
    var job: JobID
    /// Where they go.
    var directory: String

    /// The most tiles that a storyboard's map may name.
    static let maxTiles = 1000

    /// Writes extras as the worker made them, each whole or not at all.
    ///
    /// - Returns: One account for each file.
    /// - Throws: `media.workerCrashed` for extras that cannot be what they say, `store.unavailable` when they cannot be
    ///   written.
    func write(_ extras: [MediaExtra]) throws(FerryError) -> [ExtraReceipt] {
        var written: [ExtraReceipt] = []
        for extra in extras {
            let data = try Self.bytes(of: extra)
            let name = "\(job.rawValue).\(extra.kind.suffix)"
            written.append(try write(data, name, kind: extra.kind.rawValue, mediaType: extra.kind.mediaType))
            guard let map = extra.storyboard else { continue }
            let text = Data(map.webVTT(sheet: name).utf8)
            written.append(
                try write(text, "\(job.rawValue).storyboard.vtt", kind: "storyboardMap", mediaType: "text/vtt"))
        }
        return written
    }

    private func write(
        _ data: Data, _ name: String, kind: String, mediaType: String
    ) throws(FerryError) -> ExtraReceipt {
        do throws(FileFailure) {
            try AtomicFile.write(data, to: "\(directory)/\(name)", in: directory)
        } catch {
            throw FerryError(
                .storeUnavailable, "\(name) cannot be written to \(directory): \(error.text)",
                next: "check the directory named by --extras")
        }
        var hash = RunningSHA256()
        data.withUnsafeBytes { hash.update($0) }
        return ExtraReceipt(
            kind: kind, file: name, mediaType: mediaType, bytes: Int64(data.count), sha256: hash.hex())
    }

    /// What a worker says is not believed: a JPEG begins like one, a document like one, a map has sane numbers.
    private static func bytes(of extra: MediaExtra) throws(FerryError) -> Data {
        let start: [UInt8] = extra.kind == .waveform ? Array("{\"version\":2,".utf8) : [0xFF, 0xD8, 0xFF]
        let isMapped = (extra.kind == .storyboard) == (extra.storyboard != nil)
        guard let data = Data(base64Encoded: extra.base64), data.count <= MediaExtra.maxBytes,
            data.starts(with: start), isMapped, extra.storyboard.map(isSane) ?? true
        else { throw FerryError(.mediaWorkerCrashed, "the media worker's \(extra.kind.rawValue) is none") }
        return data
    }

    private static func isSane(_ map: StoryboardMap) -> Bool {
        let sides = 1...65_535
        return sides.contains(map.tileWidth) && sides.contains(map.tileHeight) && sides.contains(map.columns)
            && map.times.count <= maxTiles && (map.times + [map.endSeconds]).allSatisfy(\.isFinite)
    }
}
