import FerryCore
import Glibc

/// The memory of this process as the kernel tells it.
package enum ProcessMemory {
    /// Resident bytes (`/proc/self/statm`, second number, in pages); `nil` where there is no such file.
    package static func residentBytes() -> Int64? {
        guard let file = try? OwnedFile.open("/proc/self/statm", O_RDONLY) else { return nil }
        var text = [UInt8](repeating: 0, count: 128)
        let count = text.withUnsafeMutableBytes { buffer in (try? file.read(into: buffer)) ?? 0 }
        let fields = String(decoding: text.prefix(count), as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int64(fields[1]) else { return nil }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }
}
