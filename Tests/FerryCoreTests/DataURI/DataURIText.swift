import FerryTesting

@testable import FerryCore

/// What decoding a text as a whole gives: head and bytes, or the error.
struct DataURIResult: Equatable {
    var essence: String?
    var isBase64: Bool?
    var bytes: [UInt8] = []
    var error: DataURIError?

    /// Decodes a text that is handed over in the given pieces.
    init(_ pieces: [[UInt8]], options: DataURIDecoder.Options = .init(), kernel: Base64Kernel = .best) {
        var decoder = DataURIDecoder(options: options, kernel: kernel)
        do throws(DataURIError) {
            for piece in pieces {
                try Self.append(&bytes, capacity: decoder.outputCapacity(forInput: piece.count)) {
                    output throws(DataURIError) in
                    try piece.withUnsafeBufferPointer { input throws(DataURIError) in
                        try decoder.decode(UnsafeRawBufferPointer(input), into: output)
                    }
                }
            }
            try Self.append(&bytes, capacity: decoder.outputCapacity(forInput: 0)) { output throws(DataURIError) in
                try decoder.finish(into: output)
            }
            essence = decoder.head?.essence
            isBase64 = decoder.head?.isBase64
        } catch {
            self.error = error
            bytes = []
        }
    }

    init(_ text: String, options: DataURIDecoder.Options = .init(), kernel: Base64Kernel = .best) {
        self.init([Array(text.utf8)], options: options, kernel: kernel)
    }

    init(error: DataURIError) { self.error = error }

    init(essence: String, isBase64: Bool, bytes: [UInt8]) {
        (self.essence, self.isBase64, self.bytes) = (essence, isBase64, bytes)
    }

    private static func append(
        _ bytes: inout [UInt8], capacity: Int,
        _ step: (UnsafeMutableRawBufferPointer) throws(DataURIError) -> Int
    ) throws(DataURIError) {
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        defer { output.deallocate() }
        let count = try step(output)
        bytes += output[..<count]
    }
}

extension SeededRandom {
    /// Random bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    /// Cuts a text into up to nine pieces, some of them empty.
    mutating func pieces(_ text: [UInt8]) -> [[UInt8]] {
        let cuts = (0..<Int.random(in: 0...8, using: &self)).map { _ in Int.random(in: 0...text.count, using: &self) }
        let edges = [0] + cuts.sorted() + [text.count]
        return zip(edges, edges.dropFirst()).map { Array(text[$0..<$1]) }
    }
}
