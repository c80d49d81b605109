import Glibc

extension StateDirectory {
    /// Bytes that the file system of the spool has left for this user; `nil` where it does not tell.
    public func freeBytes() -> Int64? {
        var volume = statvfs()
        guard statvfs("\(path)/spool", &volume) == 0 else { return nil }
        return Int64(
            clamping: UInt64(volume.f_bavail).multipliedReportingOverflow(by: UInt64(volume.f_frsize)).partialValue)
    }
}
