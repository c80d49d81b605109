package import FerryCore

/// A short document of a protocol's own as the body of a request.
package struct DocumentBody: HTTPBodySource {
    let bytes: [UInt8]

    /// Sends these bytes.
    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// How many there are.
    package var length: Int64 { Int64(bytes.count) }

    /// SHA-256 in lower-case hex.
    var sha256: String {
        var hash = RunningSHA256()
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.hex()
    }

    /// Reads from a place.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FerryError) -> Int {
        guard offset >= 0, offset < length else { return 0 }
        let part = bytes[Int(offset)...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        return part.count
    }
}
