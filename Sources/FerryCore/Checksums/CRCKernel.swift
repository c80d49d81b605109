internal import CFerryChecksum

/// The way in which a CRC is calculated. All ways give the same value.
package enum CRCKernel: String, CaseIterable, Sendable {
    /// Eight table look-ups for eight bytes; on every processor.
    case table
    /// PCLMULQDQ, 64 bytes a step.
    case pclmul
    /// VPCLMULQDQ with AVX-512, 256 bytes a step.
    case vpclmul

    /// The fastest way this processor has.
    package static let best = allCases.last { $0.isAvailable } ?? .table

    /// Whether this processor can do it.
    package var isAvailable: Bool { level.rawValue <= ferry_crc_best_level().rawValue }

    var level: ferry_crc_level {
        switch self {
        case .table: FERRY_CRC_NONE
        case .pclmul: FERRY_CRC_PCLMUL
        case .vpclmul: FERRY_CRC_VPCLMUL
        }
    }
}
