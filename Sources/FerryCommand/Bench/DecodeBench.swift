import FerryBench
import MediaFerry

/// Decodes one text in memory as the intake does, in steps of 64 KiB.
enum DecodeBench {
    private static let step = 64 << 10

    /// The base64 of so many bytes as a data URI. All of its letters are alike, which the decoder does not look at.
    static func text(_ bytes: Int64) -> [UInt8] {
        let groups = Int(bytes / 3)
        let tails = ["", "AA==", "AAA="]
        return Array("data:video/webm;base64,".utf8) + [UInt8](repeating: UInt8(ascii: "k"), count: groups * 4)
            + Array(tails[Int(bytes % 3)].utf8)
    }

    /// Bytes of text a second.
    ///
    /// - Throws: `dataURI.badBase64` when other than `bytes` bytes came out, which would be a fault of the decoder.
    static func rate(_ text: [UInt8], expecting bytes: Int64) throws(FerryError) -> Double {
        let clock = ContinuousClock()
        let begin = clock.now
        guard let count = try? decode(text), count == bytes else {
            throw FerryError(.dataURIBadBase64, "the decoder gave other bytes than the text holds")
        }
        return Double(text.count) / ((clock.now - begin) / .seconds(1))
    }

    private static func decode(_ text: [UInt8]) throws(DataURIError) -> Int64 {
        var decoder = DataURIDecoder()
        let output = UnsafeMutableRawBufferPointer.allocate(
            byteCount: decoder.outputCapacity(forInput: step), alignment: 64)
        defer { output.deallocate() }
        var count: Int64 = 0
        for start in stride(from: 0, to: text.count, by: step) {
            let piece = text[start..<min(start + step, text.count)]
            let result = piece.withUnsafeBytes { piece in
                Result { () throws(DataURIError) in try decoder.decode(piece, into: output) }
            }
            count += Int64(try result.get())
        }
        return count + Int64(try decoder.finish(into: output))
    }
}
