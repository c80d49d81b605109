import FerryCore
import Foundation

/// An open file as a whole.
final class OpenedFile {
    let descriptor: Int32
    let layout: ObjectLayout

    init(_ path: String, _ flags: Int32) throws {
        descriptor = open(path, flags | O_CLOEXEC, 0o600)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else { throw CocoaError(.fileReadNoSuchFile) }
        layout = ObjectLayout(wholeFile: .rendition, length: Int64(status.st_size))
    }

    deinit { close(descriptor) }
}
