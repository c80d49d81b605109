public import FerryCore
import Glibc
import HTTPTypes
import Synchronization

/// Bytes of an object or of a spool file that can be read at any place, on threads of their own.
public final class ObjectBytes: Sendable {
    /// Bytes.
    public let length: Int64
    private let reader: LayoutReader
    private let lane: BlockingLane
    /// A file that is removed with this; `nil` keeps it.
    private let temporary: String?

    init(_ reader: LayoutReader, length: Int64, lane: BlockingLane, temporary: String? = nil) {
        self.reader = reader
        self.length = length
        self.lane = lane
        self.temporary = temporary
    }

    deinit { if let temporary { _ = unlink(temporary) } }

    /// Up to so many bytes from a place; none at the end.
    public func bytes(at offset: Int64, count: Int) async throws(FerryError) -> [UInt8] {
        let wanted = Int(min(Int64(count), max(0, length - offset)))
        guard wanted > 0 else { return [] }
        let reader = reader
        return try await lane.run { () throws(FerryError) in
            var bytes = [UInt8](repeating: 0, count: wanted)
            let result: Result<Int, FerryError> = bytes.withUnsafeMutableBytes { buffer in
                Result { () throws(FerryError) in try reader.read(into: buffer, at: offset) }
            }
            bytes.removeLast(wanted - (try result.get()))
            return bytes
        }
    }
}

extension JobPipeline {
    /// The bytes that a job began with, while they are kept.
    ///
    /// - Throws: `source.notFound` and other `source.*` when they are not there any more.
    public func asset(of job: JobRecord) async throws(FerryError) -> ObjectBytes {
        let (disk, spool, source) = (shop.disk, shop.spool, job.source)
        return try await disk.run { () throws(FerryError) in
            let asset = try OpenAsset(source, spool: spool)
            let layout = ObjectLayout(wholeFile: .asset, length: source.bytes)
            return ObjectBytes(
                LayoutReader(layout: layout, files: [.asset: asset.file]), length: source.bytes, lane: disk)
        }
    }

    /// Reads a delivered object back into a file of the spool that is removed when it is done with, and proves that it is
    /// what was delivered.
    ///
    /// - Throws: `verify.checksum` when it is not; `destination.*` when it cannot be read.
    public func fetch(_ receipt: Receipt) async throws(FerryError) -> ObjectBytes {
        let key = "\(UniqueName.make()).fetched"
        let path = shop.parts.state.spool(key)
        let (disk, spool) = (shop.disk, shop.spool)
        let file = try await disk.run { () throws(FerryError) in try spool.create(key) }
        do throws(FerryError) {
            let sha256 = try await readBack(receipt, into: file)
            guard sha256 == receipt.rendition.sha256 else {
                throw FerryError(
                    .verifyChecksum,
                    "the object's SHA-256 is \(sha256), the receipt says \(receipt.rendition.sha256)",
                    input: receipt.destination.location)
            }
        } catch {
            _ = unlink(path)
            throw error
        }
        let layout = ObjectLayout(wholeFile: .asset, length: receipt.rendition.bytes)
        return ObjectBytes(
            LayoutReader(layout: layout, files: [.asset: file]), length: receipt.rendition.bytes, lane: disk,
            temporary: path)
    }

    /// - Returns: SHA-256 of what came.
    private func readBack(_ receipt: Receipt, into file: SpoolFile) async throws(FerryError) -> String {
        let location = receipt.destination.location
        guard let head = try? shop.parts.storage.dialect.read(location) else {
            throw FerryError(
                .destinationWrongProtocol, "the destination does not give objects back", input: location,
                next: "export it as JSON and fetch the media otherwise")
        }
        let failure = Mutex<FileFailure?>(nil)
        let found: DestinationLink.ReadBack
        do throws(UploadFailure) {
            found = try await shop.link.readBack(head) { place, bytes in
                do throws(FileFailure) { try file.write(bytes, at: place) } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        } catch {
            throw error.error.named(location)
        }
        if let failure = failure.withLock({ $0 }) { throw Spool.error(failure) }
        guard found.status.code == 200 else {
            throw FerryError(
                .destinationNotFound, "the destination answered \(found.status.code)", input: location,
                status: found.status.code)
        }
        return found.sha256
    }
}
