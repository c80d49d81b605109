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
        return [state(status), space(path)] + service()
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

    /// Whether a hand-off service works here, and whether answers wait for one, or for a person; nothing where none ever did.
    private func service() -> [HealthCheck] {
        guard let lock = try? OwnedFile.open("\(path)/service.lock", O_RDWR) else { return [] }
        // Shared, so that two who look at once do not take each other for the service.
        let works = flock(lock.descriptor, LOCK_SH | LOCK_NB) != 0
        func bytes(_ name: String) -> Int64 { FileStatus.of(path: "\(path)/\(name)")?.identity.size ?? 0 }
        guard bytes("refused.log") == 0 else {
            return [
                .fault(
                    "service", "answers that the store refused for good are kept in refused.log, with their media",
                    next: "look at them, then move the file away")
            ]
        }
        guard works || bytes("outbox.log") == 0 else {
            return [
                .fault(
                    "service", "acknowledged answers wait in the outbox, and no service works here",
                    next: "start mediaferry serve; it takes them up")
            ]
        }
        let waits = bytes("outbox.log") > 0 ? "; answers wait in the outbox until the store can be written" : ""
        return [.good("service", works ? "a service works here\(waits)" : "no service works here now")]
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
