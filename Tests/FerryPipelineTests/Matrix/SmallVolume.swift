import Foundation
import Glibc

/// A file system of 64 KiB in memory, mounted on a folder that it makes; only where the process may mount.
final class SmallVolume: Sendable {
    private static let bytes = 64 << 10
    private static let remountReadOnly: UInt = 1 | 32
    private static let detach: Int32 = 2
    let path: String

    /// Mounts one; `nil` where that is forbidden.
    init?(_ path: String) {
        self.path = path
        guard mkdir(path, 0o755) == 0, mount("tmpfs", path, "tmpfs", 0, "size=\(Self.bytes)") == 0 else { return nil }
    }

    deinit { umount2(path, Self.detach) }

    /// Leaves no byte free, in a file of this name.
    func fill(_ name: String) {
        let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_APPEND, 0o644)
        let bytes = [UInt8](repeating: 7, count: 4096)
        while write(descriptor, bytes, bytes.count) > 0 {}
        close(descriptor)
    }

    /// Lets nobody write any more; `false` gives that back.
    func setReadOnly(_ isReadOnly: Bool) {
        _ = mount("tmpfs", path, "tmpfs", isReadOnly ? Self.remountReadOnly : 32, "size=\(Self.bytes)")
    }
}
