/// The header of an EBML element (RFC 8794): its identifier and where its data lie.
struct EBMLElement: Equatable, Sendable {
    /// Bytes that every header fits in: four of the identifier, eight of the size.
    static let longestHeader = 12

    /// The identifier with its length marker.
    var id: UInt32
    /// How many bytes identifier and size take.
    var headerBytes: Int
    /// How many bytes of data follow; `nil` where the size is unknown, as in live recordings.
    var dataBytes: Int64?

    /// What a header's bytes are.
    enum Reading: Equatable, Sendable {
        /// A header.
        case element(EBMLElement)
        /// The bytes end inside a header.
        case incomplete
        /// No header.
        case broken
    }

    /// Reads a header at the beginning of `bytes`.
    static func read(_ bytes: some Collection<UInt8>) -> Reading {
        guard let first = bytes.first else { return .incomplete }
        let idBytes = first.leadingZeroBitCount + 1
        guard idBytes <= 4 else { return .broken }
        guard bytes.count > idBytes, let sizeFirst = bytes.dropFirst(idBytes).first else { return .incomplete }
        let sizeBytes = sizeFirst.leadingZeroBitCount + 1
        guard sizeBytes <= 8 else { return .broken }
        guard bytes.count >= idBytes + sizeBytes else { return .incomplete }
        let id = bytes.prefix(idBytes).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let number = bytes.dropFirst(idBytes).prefix(sizeBytes).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let mask = (UInt64(1) << UInt64(7 * sizeBytes)) - 1
        let size = number & mask
        return .element(
            EBMLElement(
                id: id, headerBytes: idBytes + sizeBytes, dataBytes: size == mask ? nil : Int64(size)))
    }
}

/// The identifiers of Matroska elements (RFC 9559) that are looked at.
enum MatroskaID {
    static let ebml: UInt32 = 0x1A45_DFA3
    static let docType: UInt32 = 0x4282
    static let segment: UInt32 = 0x1853_8067
    static let seekHead: UInt32 = 0x114D_9B74
    static let info: UInt32 = 0x1549_A966
    static let timestampScale: UInt32 = 0x2AD7B1
    static let duration: UInt32 = 0x4489
    static let tracks: UInt32 = 0x1654_AE6B
    static let cluster: UInt32 = 0x1F43_B675
    static let cues: UInt32 = 0x1C53_BB6B
    static let attachments: UInt32 = 0x1941_A469
    static let chapters: UInt32 = 0x1043_A770
    static let tags: UInt32 = 0x1254_C367
    static let timestamp: UInt32 = 0xE7
    static let simpleBlock: UInt32 = 0xA3
    static let blockGroup: UInt32 = 0xA0
    static let block: UInt32 = 0xA1
    static let void: UInt32 = 0xEC
    static let crc32: UInt32 = 0xBF

    /// The children of a segment.
    static let segmentChildren: Set<UInt32> = [
        seekHead, info, tracks, cluster, cues, attachments, chapters, tags, void, crc32,
    ]
    /// The children of a cluster: times, positions, blocks and groups of blocks.
    static let clusterChildren: Set<UInt32> = [timestamp, simpleBlock, void, crc32, 0xA0, 0xA7, 0xAB, 0xAF, 0x5854]
}
