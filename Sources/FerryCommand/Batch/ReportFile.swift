import Glibc
import MediaFerry

/// A file that is whole or not there: written under another name, then renamed. `-` is standard output.
final class ReportFile {
    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private static let bufferBytes = 1 << 16

    init(_ path: String) throws(FerryError) {
        self.path = path
        descriptor = path == "-" ? STDOUT_FILENO : open(path + ".part", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit { if descriptor > STDERR_FILENO { Glibc.close(descriptor) } }

    /// Adds text.
    func write(_ text: String) throws(FerryError) {
        buffer += Array(text.utf8)
        if buffer.count >= Self.bufferBytes { try drain() }
    }

    /// Writes the rest and gives the file its name.
    func close() throws(FerryError) {
        try drain()
        guard path != "-" else { return }
        guard fsync(descriptor) == 0, rename(path + ".part", path) == 0 else { throw Self.failure(path) }
    }

    private func drain() throws(FerryError) {
        var rest = buffer[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw Self.failure(path)
            }
        }
        buffer = []
    }

    private static func failure(_ path: String) -> FerryError {
        FerryError(
            .storeUnavailable, "the report cannot be written: \(String(cString: strerror(errno)))", input: path,
            next: "check the directory and run the same command again")
    }
}
