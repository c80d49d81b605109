import FerryCore
import Synchronization

/// A body whose every byte follows from its place, so that any length can be had and compared.
final class PatternBody: HTTPBodySource {
    let length: Int64
    private let failAt: Int64?
    private let reads = Mutex<[Int64]>([])

    init(_ length: Int64, failAt: Int64? = nil) {
        self.length = length
        self.failAt = failAt
    }

    /// The offsets at which reading began, in order.
    var offsets: [Int64] { reads.withLock { $0 } }

    /// The whole content.
    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(length))
        bytes.withUnsafeMutableBytes { Self.fill($0, at: 0) }
        return bytes
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FerryError) -> Int {
        reads.withLock { $0.append(offset) }
        if let failAt, offset + Int64(buffer.count) > failAt {
            throw FerryError(.sourceChanged, "the file changed while it was read")
        }
        let count = min(Int64(buffer.count), length - offset)
        Self.fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(count)]), at: offset)
        return Int(count)
    }

    /// One period of the content; a prime length, so that no block of a power of two looks like another.
    private static let period = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int64) {
        var done = 0
        while done < buffer.count {
            let start = (Int(offset) + done) % period.count
            let count = min(period.count - start, buffer.count - done)
            period.withUnsafeBytes { period in
                UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + count])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: period[start..<start + count]))
            }
            done += count
        }
    }
}

/// Collects what a transport reports.
final class Observations: Sendable {
    private let seen = Mutex<[HTTPTransferObservation]>([])

    /// All reports in order.
    var all: [HTTPTransferObservation] { seen.withLock { $0 } }

    /// The byte counts of all `.sent` reports.
    var sent: [Int64] {
        all.compactMap { observation in
            guard case .sent(let bytes) = observation else { return nil }
            return bytes
        }
    }

    /// Takes a report.
    func note(_ observation: HTTPTransferObservation) { seen.withLock { $0.append(observation) } }
}
