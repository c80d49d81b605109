import FerryCore

extension LayoutReader: ByteSource {
    /// Bytes of the object.
    var byteCount: Int64 { length }

    /// Reads bytes of the object over the borders of its extents; fewer only at its end.
    func read(at offset: Int64, count: Int) throws(FerryError) -> [UInt8] {
        let wanted = Int(max(0, min(Int64(count), length - offset)))
        guard offset >= 0, wanted > 0 else { return [] }
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            filled = 0
            while filled < wanted, let start = buffer.baseAddress {
                let got = read(at: offset + Int64(filled), into: start + filled, count: wanted - filled)
                guard got > 0 else { break }
                filled += got
            }
        }
        if bytes.count < wanted, let failure = FailureTranslation.reading(self) { throw failure }
        return bytes
    }
}
