/// How an object may be cut into parts that go in any order.
public struct PartLimits: Sendable, Hashable, Codable {
    /// Bytes of a part at least, the last one excepted.
    public var minBytes: Int64
    /// Bytes of a part at most.
    public var maxBytes: Int64
    /// Parts of an object at most.
    public var maxCount: Int

    /// Creates limits.
    ///
    /// - Precondition: There may be one part of one byte at least.
    public init(minBytes: Int64, maxBytes: Int64, maxCount: Int) {
        precondition(minBytes >= 1 && maxBytes >= minBytes && maxCount >= 1, "an object has a part at least")
        self.minBytes = minBytes
        self.maxBytes = maxBytes
        self.maxCount = maxCount
    }

    /// Those of Amazon S3 ("Amazon S3 multipart upload limits"): 1 to 10,000 parts of 5 MiB to 5 GiB.
    public static let s3 = PartLimits(minBytes: 5 << 20, maxBytes: 5 << 30, maxCount: 10_000)

    /// Raised sizes are whole multiples of this many bytes, where the limits allow it.
    private static let step: Int64 = 1 << 20

    /// The part size for an object: the one wanted, raised until the parts are few enough.
    ///
    /// - Parameters:
    ///   - wanted: Bytes of a part that are wanted.
    ///   - length: Bytes of the object; `nil` while it grows.
    /// - Throws: `destination.tooLarge` when the object has more bytes than all parts together may hold.
    public func partBytes(wanted: Int64, length: Int64?) throws(FerryError) -> Int64 {
        let clamped = min(max(wanted, minBytes), maxBytes)
        guard let length, length > 0 else { return clamped }
        let lowest = (length - 1) / Int64(maxCount) + 1
        guard lowest <= maxBytes else {
            throw FerryError(
                .destinationTooLarge,
                "the object has \(length) bytes, more than \(maxCount) parts of \(maxBytes) bytes may hold")
        }
        guard lowest > clamped else { return clamped }
        return min((lowest - 1) / Self.step * Self.step + Self.step, maxBytes)
    }
}
