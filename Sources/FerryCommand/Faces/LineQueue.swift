import Dispatch

/// Writes lines to standard output on a queue of its own, in order, so that a slow reader does not hold up who has
/// something to say. Beyond ``limit`` waiting lines it does.
final class LineQueue: Sendable {
    /// Lines that may wait.
    static let limit = 10_000

    private let queue = DispatchQueue(label: "mediaferry.lines")
    private let room = DispatchSemaphore(value: LineQueue.limit)

    /// Adds a line.
    func write(_ line: String) {
        room.wait()
        queue.async { [room] in
            Console.output(line)
            room.signal()
        }
    }

    /// Waits until all lines are written.
    func flush() { queue.sync {} }
}
