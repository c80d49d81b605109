public import FerryCore
import Glibc

/// Looks at a state directory without making or changing anything.
public struct StateCheckup: Sendable {
    /// Free bytes below which a spool is soon full.
    public static let minFreeBytes: Int64 = 256 << 20

    let path: String

    /// Prepares to look at one directory.
    public init(path: String) { self.path = path }

    /// Whether it is there, closed to others and writable, and how much space is free.
    public func checks() async -> [HealthCheck] {
        let lane = BlockingLane(label: "checkup", width: 1)
        return (try? await lane.run { () throws(FerryError) in self.look() }) ?? []
    }

    private func look() -> [HealthCheck] {
        guard let status = FileStatus.of(path: path) else {
            let above = existingParent()
            guard access(above, W_OK | X_OK) == 0 else {
                return [
                    .fault(
                        "state", "\(path) is not there and \(above) cannot be written",
                        next: "make it, or name another with --state"), space(above),
                ]
            }
            return [.good("state", "\(path) is not there yet; the first send makes it"), space(above)]
        }
        return [state(status), space(path)]
    }

    private func state(_ status: FileStatus) -> HealthCheck {
        guard status.kind == .directory else {
            return .fault("state", "\(path) is no directory", next: "name another with --state")
        }
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            return .fault(
                "state", "\(path) cannot be written: \(String(cString: strerror(errno)))",
                next: "mend its permissions, or name another with --state")
        }
        var raw = stat()
        guard stat(path, &raw) == 0, raw.st_mode & 0o077 == 0 else {
            return .fault(
                "state", "\(path) is open to other users, and upload URLs stand in it", next: "chmod 700 \(path)")
        }
        return .good("state", "\(path) can be written and is closed to other users")
    }

    private func space(_ path: String) -> HealthCheck {
        var raw = statvfs()
        guard statvfs(path, &raw) == 0 else { return .notRun("space", "the file system does not tell") }
        let free = Int64(raw.f_bavail).multipliedReportingOverflow(by: Int64(raw.f_frsize))
        let bytes = free.overflow ? .max : free.partialValue
        guard bytes >= Self.minFreeBytes else {
            return .fault(
                "space", "\(bytes >> 20) MiB are free for the spool", next: "free space, or name another with --state")
        }
        return .good("space", "\(bytes >> 20) MiB are free for the spool")
    }

    private func existingParent() -> String {
        var parts = path.split(separator: "/")
        while !parts.isEmpty {
            parts.removeLast()
            let above = (path.hasPrefix("/") ? "/" : "./") + parts.joined(separator: "/")
            if FileStatus.of(path: above)?.kind == .directory { return above }
        }
        return path.hasPrefix("/") ? "/" : "."
    }
}
