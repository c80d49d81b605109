import Foundation

/// Counts what happens in a folder, as the kernel tells it (inotify): a witness that knows nothing of the product.
final class FolderWatch: Sendable {
    /// How many changes were seen; like ones that follow each other may count as one.
    let changes = Facts(0)
    private let descriptor: Int32
    /// A pipe whose closing ends the thread.
    private let stopping: Int32

    init(_ folder: String) throws {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        let wanted = UInt32(IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_ATTRIB)
        guard descriptor >= 0, inotify_add_watch(descriptor, folder, wanted) >= 0 else {
            throw SystemFailure("inotify", errno)
        }
        let ends = try PipeEnds()
        self.descriptor = descriptor
        stopping = ends.writing
        let changes = changes
        Thread.detachNewThread {
            Self.follow(descriptor, until: ends.reading) { count in changes.change { $0 += count } }
            close(descriptor)
            close(ends.reading)
        }
    }

    deinit { close(stopping) }

    private static func follow(_ descriptor: Int32, until stop: Int32, _ tell: (Int) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            var waits = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: stop, events: 0, revents: 0),
            ]
            guard poll(&waits, 2, -1) > 0 || errno == EINTR, waits[1].revents == 0 else { return }
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 { tell(events(in: buffer[..<count])) }
        }
    }

    /// Records have a header of 16 bytes, whose last four are the length of the name that follows.
    private static func events(in bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        var rest = bytes
        while rest.count >= 16 {
            let name = rest.dropFirst(12).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(16 + name)
            count += 1
        }
        return count
    }
}
