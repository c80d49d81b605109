import FerryCore

/// The bytes of a probe object, which follow from their place; a body may break off as a lost connection does.
struct ProbeBody: HTTPBodySource {
    /// The bytes of the object.
    let range: Range<Int64>
    /// Bytes of the body after which it breaks off; `nil` for never.
    var breaksAfter: Int64?

    var length: Int64 { range.upperBound - range.lowerBound }

    /// What a body that breaks off says.
    static let brokenOff = FerryError(.cancelled, "broken off on purpose")

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FerryError) -> Int {
        let end = min(length, breaksAfter ?? length)
        guard offset < end || breaksAfter == nil else { throw Self.brokenOff }
        let count = Int(min(Int64(buffer.count), max(0, end - offset)))
        for place in 0..<count { buffer[place] = Self.byte(at: range.lowerBound + offset + Int64(place)) }
        return count
    }

    /// The byte at a place of the object: not all alike, so that a part at the wrong place shows.
    static func byte(at place: Int64) -> UInt8 { UInt8(truncatingIfNeeded: place &* 131 &+ (place >> 8) &* 7) }

    /// The whole object's bytes.
    static func content(_ length: Int64) -> [UInt8] { (0..<length).map(byte) }
}
