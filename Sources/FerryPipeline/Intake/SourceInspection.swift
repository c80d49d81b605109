public import FerryCore
import Glibc

/// Looks into one source without keeping anything of it.
public struct SourceInspection: Sendable {
    private let prober: any MediaProber

    /// Uses that prober.
    public init(prober: any MediaProber) { self.prober = prober }

    /// Takes the source in, into a temporary spool where it is not a regular file, and reads all its packets.
    ///
    /// - Throws: ``FerryError`` that names the source.
    public func probe(_ source: FerrySource) async throws(FerryError) -> MediaProbe {
        let directory = try StateDirectory(path: "/tmp/mediaferry-\(UniqueName.make())")
        defer { directory.remove() }
        let spool = Spool(directory: directory)
        let disk = BlockingLane(label: "inspection", width: 1)
        let record = try await Intake(spool: spool, lane: disk, options: .init()).take(source, key: "asset")
        do throws(FerryError) {
            let asset = try await disk.run { () throws(FerryError) in try OpenAsset(record, spool: spool) }
            let probe = try await prober.probe(asset.media, limits: .probing(bytes: asset.bytes))
            return record.pieces?.complete(probe) ?? probe
        } catch {
            throw error.named(source.label)
        }
    }
}

extension StateDirectory {
    /// Forgets a directory that holds spool files only.
    fileprivate func remove() {
        _ = unlink(spool("asset"))
        for name in StateDirectory.folders { _ = rmdir("\(path)/\(name)") }
        _ = rmdir(path)
    }
}
