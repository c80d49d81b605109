public import FerryCore
import Glibc

extension StateDirectory {
    /// Bytes that the file system of the spool has left for this user; `nil` where it does not tell.
    public func freeBytes() -> Int64? {
        var volume = statvfs()
        guard statvfs("\(path)/spool", &volume) == 0 else { return nil }
        return Int64(
            clamping: UInt64(volume.f_bavail).multipliedReportingOverflow(by: UInt64(volume.f_frsize)).partialValue)
    }

    /// Bytes of the files in the spool, of at most ``StateSweep/limit`` of them.
    public func spoolBytes() -> Int64 {
        FolderNames.list("\(path)/spool", limit: StateSweep.limit).reduce(0) { sum, name in
            sum + (FileStatus.of(path: spool(name))?.identity.size ?? 0)
        }
    }

    /// Bytes of the store and its log.
    public func storeBytes() -> Int64 {
        ["ferry.sqlite", "ferry.sqlite-wal"].reduce(0) { sum, name in
            sum + (FileStatus.of(path: "\(path)/\(name)")?.identity.size ?? 0)
        }
    }

    /// Whether the bytes that a job begins with are where its row says.
    public func hasBytes(of job: JobRecord) -> Bool {
        guard let key = job.source.spoolKey else { return true }
        return FileStatus.of(path: spool(key)) != nil
    }
}
