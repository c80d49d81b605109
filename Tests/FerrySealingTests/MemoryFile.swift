import FerryCore
import Synchronization

/// A file in memory.
final class MemoryFile: PositionedFile {
    private let state = Mutex<(bytes: [UInt8], limit: Int)>(([], .max))

    var bytes: [UInt8] {
        get { state.withLock { $0.bytes } }
        set { state.withLock { $0.bytes = newValue } }
    }

    /// Lets no byte be written at or behind a place.
    func limit(to count: Int) { state.withLock { $0.limit = count } }

    func read(into buffer: UnsafeMutableRawBufferPointer, at place: Int64) throws(FileFault) -> Int {
        state.withLock { state in
            guard place < state.bytes.count else { return 0 }
            // Short reads, as a system may give them.
            let count = min(buffer.count, state.bytes.count - Int(place), 10_000)
            state.bytes.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[Int(place)..<Int(place) + count]))
            }
            return count
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at place: Int64) throws(FileFault) {
        try state.withLock { state throws(FileFault) in
            let end = Int(place) + bytes.count
            guard end <= state.limit else { throw .system(call: "pwrite", number: 28) }
            if state.bytes.count < end { state.bytes += repeatElement(0, count: end - state.bytes.count) }
            state.bytes.replaceSubrange(Int(place)..<end, with: bytes)
        }
    }

    func length() throws(FileFault) -> Int64 { Int64(bytes.count) }
}
