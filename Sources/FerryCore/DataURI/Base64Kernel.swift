internal import CFerryBase64

/// The way in which runs of plain base64 symbols are decoded. All ways give the same bytes.
package enum Base64Kernel: String, CaseIterable, Sendable {
    /// Four table look-ups for four symbols; on every processor.
    case table
    /// AVX2, 32 symbols a step; the standard alphabet.
    case avx2
    /// AVX-512 VBMI, 64 symbols a step; both alphabets.
    case avx512

    /// The fastest way this processor has.
    package static let best = allCases.last { $0.isAvailable } ?? .table

    /// Whether this processor can do it.
    package var isAvailable: Bool { level.rawValue <= ferry_base64_best_level().rawValue }

    /// Decodes groups of four symbols and stops before the first group that holds another byte, or that does not fit.
    ///
    /// - Returns: How many symbols were consumed, a multiple of four; three bytes were written for every four of them.
    package func decodeRun(_ text: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Int {
        let done = decodeBlocks(text, into: bytes)
        let rest = UnsafeRawBufferPointer(rebasing: text[done...])
        let room = UnsafeMutableRawBufferPointer(rebasing: bytes[(done / 4 * 3)...])
        return done + Base64Table.shared.decodeRun(rest, into: room)
    }

    private var level: ferry_base64_level {
        switch self {
        case .table: FERRY_BASE64_NONE
        case .avx2: FERRY_BASE64_AVX2
        case .avx512: FERRY_BASE64_AVX512
        }
    }

    /// The part of `decodeRun` that vector instructions do; 0 for the table decoder.
    func decodeBlocks(_ text: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Int {
        guard self != .table, let source = text.baseAddress, let target = bytes.baseAddress else { return 0 }
        return ferry_base64_decode_run(
            level, source.assumingMemoryBound(to: UInt8.self), text.count,
            target.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
}
