import FerryCore

/// The output, the head and the error of a data URI are the same for every way of cutting it, whichever instructions are
/// used, and no more is written than was said.
enum DataURIPromises {
    private struct Outcome: Equatable {
        var bytes: [UInt8] = []
        var head: DataURIHead?
        var error: DataURIError?
    }

    static func check(_ input: [UInt8]) {
        let cuts = FuzzCuts(input)
        let whole = outcome([cuts.rest])
        FuzzTarget.require(whole == outcome(cuts.pieces), "the cuts of a data URI changed what it says")
        FuzzTarget.require(whole.bytes.count <= cuts.rest.count, "a data URI decoded to more than its text")
        if DataURIDecoder.looksLikeDataURI(prefix: cuts.rest) == false {
            FuzzTarget.require(whole.error != nil, "what is no data URI was decoded")
        }
    }

    private static func outcome(_ pieces: [ArraySlice<UInt8>]) -> Outcome {
        var decoder = DataURIDecoder(options: .init(maxDecodedBytes: 1 << 20, maxHeadBytes: 256))
        var outcome = Outcome()
        do throws(DataURIError) {
            for piece in pieces {
                try step(&outcome, decoder.outputCapacity(forInput: piece.count)) { output throws(DataURIError) in
                    try decode(piece, &decoder, output)
                }
            }
            try step(&outcome, decoder.outputCapacity(forInput: 0)) { output throws(DataURIError) in
                try decoder.finish(into: output)
            }
        } catch {
            // What was decoded before an error is worth nothing.
            outcome.bytes = []
            outcome.error = error
        }
        outcome.head = decoder.head
        return outcome
    }

    private static func decode(
        _ piece: ArraySlice<UInt8>, _ decoder: inout DataURIDecoder, _ output: UnsafeMutableRawBufferPointer
    ) throws(DataURIError) -> Int {
        let result: Result<Int, DataURIError> = piece.withUnsafeBytes { input in
            Result { () throws(DataURIError) in try decoder.decode(input, into: output) }
        }
        return try result.get()
    }

    private static func step(
        _ outcome: inout Outcome, _ capacity: Int,
        _ body: (UnsafeMutableRawBufferPointer) throws(DataURIError) -> Int
    ) throws(DataURIError) {
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
        defer { output.deallocate() }
        let count = try body(output)
        FuzzTarget.require(count >= 0 && count <= capacity, "more was written than there was room")
        outcome.bytes += output[..<count]
    }
}
