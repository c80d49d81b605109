import FerryCore
import Glibc

/// Reads lines of an open file one by one; memory holds one line and one block. Blocks on the file.
struct LineReader: ~Copyable {
    /// Bytes of a line at most; what is beyond is read over.
    static let maxLineBytes = 1 << 20
    private static let blockBytes = 1 << 16

    /// A line as it was read.
    struct Line {
        /// Counted from 1.
        var number: Int
        /// Its bytes without what ends it.
        var bytes: [UInt8]
        /// Whether it had more bytes than are kept.
        var isCut = false
    }

    private let descriptor: Int32
    private let isOwned: Bool
    private var block: [UInt8] = []
    private var place = 0
    private var number = 0
    private var isAtEnd = false

    /// Opens a path, or takes standard input for `-`; `errno` tells why not.
    init?(path: String) {
        isOwned = path != "-"
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    deinit { if isOwned { close(descriptor) } }

    /// The next line; `nil` at the end.
    ///
    /// - Throws: `source.unreadable` when reading fails.
    mutating func next() throws(FerryError) -> Line? {
        var line = Line(number: number + 1, bytes: [])
        while true {
            if place == block.count {
                guard try fill() else {
                    guard !line.bytes.isEmpty || line.isCut else { return nil }
                    break
                }
            }
            let end = block[place...].firstIndex(of: UInt8(ascii: "\n"))
            let room = Self.maxLineBytes - line.bytes.count
            let part = block[place..<(end ?? block.count)]
            line.bytes += part.prefix(room)
            if part.count > room { line.isCut = true }
            place = end.map { $0 + 1 } ?? block.count
            if end != nil { break }
        }
        number += 1
        if line.bytes.last == UInt8(ascii: "\r") { line.bytes.removeLast() }
        if number == 1, line.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { line.bytes.removeFirst(3) }
        return line
    }

    private mutating func fill() throws(FerryError) -> Bool {
        guard !isAtEnd else { return false }
        var next = [UInt8](repeating: 0, count: Self.blockBytes)
        var count: Int
        repeat { count = read(descriptor, &next, next.count) } while count < 0 && errno == EINTR
        guard count >= 0 else {
            throw FerryError(
                .sourceUnreadable, "the manifest cannot be read: \(String(cString: strerror(errno)))",
                disposition: .giveUp)
        }
        isAtEnd = count == 0
        next.removeLast(next.count - count)
        (block, place) = (next, 0)
        return count > 0
    }
}
