import FerryCore
import Glibc

/// Reads the records of a log by their places. Blocks on the disk.
struct RecordReader {
    /// What stands at a place.
    enum Found: Equatable {
        /// A record; the next one stands at `next`.
        case record([UInt8], isSealed: Bool, next: Int64)
        /// Bytes that are no record; the next one stands at `next`.
        case damage(next: Int64)
        /// No record follows: the end, or a tail that was being written when the process or the power went.
        case end
    }

    let file: SharedFile
    /// Bytes that are searched at once for the next record behind damage.
    private static let windowBytes = 64 << 10

    /// What stands at `offset` of a log of `length` bytes.
    func find(at offset: Int64, length: Int64) throws(FileFailure) -> Found {
        if let (payload, isSealed) = try payload(at: offset, length: length) {
            return .record(payload, isSealed: isSealed, next: offset + Int64(RecordFrame.headBytes + payload.count))
        }
        guard let next = try search(from: offset + 1, length: length) else { return .end }
        return .damage(next: next)
    }

    /// Where the last whole record ends.
    func end(length: Int64) throws(FileFailure) -> Int64 {
        var offset: Int64 = 0
        while true {
            switch try find(at: offset, length: length) {
            case .record(_, _, let next), .damage(let next): offset = next
            case .end: return offset
            }
        }
    }

    private func payload(at offset: Int64, length: Int64) throws(FileFailure) -> ([UInt8], isSealed: Bool)? {
        let room = length - offset - Int64(RecordFrame.headBytes)
        guard room > 0, let head = RecordFrame.Head(try read(RecordFrame.headBytes, at: offset)),
            Int64(head.length) <= room
        else { return nil }
        let payload = try read(head.length, at: offset + Int64(RecordFrame.headBytes))
        return head.fits(payload) ? (payload, head.isSealed) : nil
    }

    /// The next place from which a whole record stands.
    private func search(from offset: Int64, length: Int64) throws(FileFailure) -> Int64? {
        var start = offset
        while start + Int64(RecordFrame.headBytes) < length {
            let window = try read(Self.windowBytes, at: start)
            for index in window.indices where window[index] == RecordFrame.marker[0] {
                let place = start + Int64(index)
                if try payload(at: place, length: length) != nil { return place }
            }
            guard window.count == Self.windowBytes else { return nil }
            start += Int64(window.count)
        }
        return nil
    }

    private func read(_ count: Int, at offset: Int64) throws(FileFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let result: Result<Int, FileFailure> = bytes.withUnsafeMutableBytes { buffer in
                Result { () throws(FileFailure) in
                    try file.file.read(
                        into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), at: offset + Int64(filled))
                }
            }
            let got = try result.get()
            guard got > 0 else { break }
            filled += got
        }
        return Array(bytes.prefix(filled))
    }
}
