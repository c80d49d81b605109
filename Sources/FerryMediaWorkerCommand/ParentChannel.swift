import FerryCore
import FoundationEssentials
import Glibc

/// The channel to the parent on descriptor 3: one request comes in, events go out.
///
/// A parent that is gone ends this process at once; nobody is left to tell.
struct ParentChannel {
    /// The descriptor.
    static let number: Int32 = 3

    /// Reads the request.
    ///
    /// - Throws: A ``FerryError`` when what comes is no request of our version.
    func request() throws(FerryError) -> MediaWorkerRequest {
        let message = try firstMessage()
        // The parent may have died before this process was tied to it.
        if parentIsGone { leave() }
        guard let request = try? JSONDecoder().decode(MediaWorkerRequest.self, from: Data(message)) else {
            throw Self.misunderstood("its request is no message")
        }
        guard request.version == MediaWorkerRequest.currentVersion else {
            throw Self.misunderstood(
                "its messages are of version \(request.version), ours of \(MediaWorkerRequest.currentVersion)")
        }
        return request
    }

    /// Sends an event; one that cannot be sent as it is becomes an error.
    func send(_ event: MediaWorkerEvent) {
        if let frame = Self.frame(event) { return write(frame) }
        let error = FerryError(.mediaWorkerCrashed, "the media worker's answer is no message that can be sent")
        if let frame = Self.frame(.failed(error)) { write(frame) }
    }

    private var parentIsGone: Bool {
        var channel = pollfd(fd: Self.number, events: 0, revents: 0)
        return poll(&channel, 1, 0) > 0 && Int32(channel.revents) & (POLLHUP | POLLERR) != 0
    }

    private static func frame(_ event: MediaWorkerEvent) -> [UInt8]? {
        guard let message = try? JSONEncoder().encode(event) else { return nil }
        return try? FrameEncoder.frame(Array(message))
    }

    private func firstMessage() throws(FerryError) -> [UInt8] {
        var decoder = FrameDecoder()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(Self.number, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { leave() }
            do {
                if let first = try decoder.receive(buffer.prefix(count)).first { return first }
            } catch {
                throw Self.misunderstood("\(error)")
            }
        }
    }

    private func write(_ frame: [UInt8]) {
        var rest = frame[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(Self.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0 && errno == EINTR { continue }
            guard sent > 0 else { leave() }
            rest.removeFirst(sent)
        }
    }

    /// Ends without the tidying of `exit`: threads of the work may still run.
    private func leave() -> Never { _exit(1) }

    private static func misunderstood(_ reason: String) -> FerryError {
        FerryError(
            .mediaWorkerCrashed, "the media worker does not understand the command: \(reason)",
            next: "put the worker and the command of the same version side by side")
    }
}
