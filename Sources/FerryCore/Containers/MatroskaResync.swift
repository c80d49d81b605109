/// Finds Matroska blocks in bytes that begin somewhere inside a recording.
enum MatroskaResync {
    /// Blocks that must follow each other before they are believed.
    private static let chain = 3

    /// How many bytes one look takes in while a cluster is searched.
    private static let stride = 64 * 1024
    /// Bytes that tell a cluster or a recording: its header and the one of its first child.
    private static let telling = 2 * EBMLElement.longestHeader

    /// Where the next cluster or the next recording begins, at `start` or behind it.
    static func next(
        in window: inout ByteWindow<some ByteSource>, from start: Int64
    ) throws(FerryError) -> Int64? {
        var place = start
        while place < window.byteCount {
            let bytes = try window.bytes(at: place, count: stride)
            let found = bytes.indices.first { index in
                bytes[index] == 0x1F && isCluster(bytes[index...]) || bytes[index] == 0x1A && isHeader(bytes[index...])
            }
            if let found { return place + Int64(found - bytes.startIndex) }
            guard bytes.count > telling else { return nil }
            place += Int64(bytes.count - telling)
            if place + Int64(telling) >= window.byteCount { return nil }
        }
        return nil
    }

    /// The place, from 0, of the first of a chain of blocks before any cluster; `nil` without one.
    static func firstBlock(in bytes: ArraySlice<UInt8>) -> Int? {
        let found = bytes.indices.first { place in
            bytes[place] == 0x1F && isCluster(bytes[place...]) || bytes[place] == 0xA3 && isChain(bytes[place...])
        }
        guard let found, bytes[found] == 0xA3 else { return nil }
        return found - bytes.startIndex
    }

    /// Whether an EBML header of plausible size with a known first child stands here.
    static func isHeader(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.bigEndian(0, as: UInt32.self) == MatroskaID.ebml,
            case .element(let header) = EBMLElement.read(bytes.prefix(EBMLElement.longestHeader)),
            let count = header.dataBytes, count < 4096,
            case .element(let first) = EBMLElement.read(
                bytes.dropFirst(header.headerBytes).prefix(EBMLElement.longestHeader))
        else { return false }
        return 0x4282...0x42F7 ~= first.id && (first.dataBytes ?? .max) < count
    }

    /// Whether a cluster with its time, or a chain of blocks, is in these bytes.
    static func isRecordingWithoutHeader(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.indices.contains { place in
            switch bytes[place] {
            case 0x1F: isCluster(bytes[place...])
            case 0xA3: isChain(bytes[place...])
            default: false
            }
        }
    }

    /// Whether a cluster with a known first child stands here.
    static func isCluster(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.bigEndian(0, as: UInt32.self) == MatroskaID.cluster,
            case .element(let cluster) = EBMLElement.read(bytes.prefix(EBMLElement.longestHeader)),
            case .element(let first) = EBMLElement.read(
                bytes.dropFirst(cluster.headerBytes).prefix(EBMLElement.longestHeader))
        else { return false }
        return MatroskaID.clusterChildren.contains(first.id) && (first.dataBytes ?? .max) < 1 << 32
    }

    private static func isChain(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        for _ in 0..<chain {
            // A block has a track number of one byte, two bytes of time and one of flags with two bits that are zero.
            guard case .element(let block) = EBMLElement.read(rest.prefix(EBMLElement.longestHeader)),
                block.id == MatroskaID.simpleBlock, let count = block.dataBytes, count > 4,
                count < rest.count - block.headerBytes
            else { return false }
            let data = rest.dropFirst(block.headerBytes).prefix(4)
            guard let track = data.first, let flags = data.last, track > 0x80, track < 0xFF, flags & 0x70 == 0
            else { return false }
            rest = rest.dropFirst(block.headerBytes + Int(count))
        }
        return true
    }
}
