extension MediaSniffer {
    /// Recognises what begins with an EBML header.
    static func matroska(_ bytes: ArraySlice<UInt8>, totalBytes: Int64) throws(FerryError) -> MediaContainer? {
        guard bytes.bigEndian(0, as: UInt32.self) == MatroskaID.ebml else { return nil }
        guard case .element(let header) = EBMLElement.read(bytes.prefix(EBMLElement.longestHeader)),
            let dataBytes = header.dataBytes, dataBytes <= bytes.count - header.headerBytes
        else { return .matroska }
        let data = bytes.dropFirst(header.headerBytes).prefix(Int(dataBytes))
        let rest = bytes.dropFirst(header.headerBytes + data.count)
        if rest.allSatisfy({ $0 == 0 }) { throw withoutSegment(rest: rest.count, isAll: totalBytes <= bytes.count) }
        return docType(data).map { $0.elementsEqual("webm".utf8) } == true ? .webm : .matroska
    }

    /// The error for an EBML header with only zeros behind it.
    private static func withoutSegment(rest: Int, isAll: Bool) -> FerryError {
        isAll
            ? FerryError(
                .mediaEmptyRecording,
                "the recording is a header and \(rest) zero bytes: it was stopped before its first frame")
            : FerryError(.mediaNoHeader, "the recording's tracks are missing: zeros follow its header")
    }

    /// The document type in the data of an EBML header, without its padding.
    private static func docType(_ data: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var rest = data
        while case .element(let element) = EBMLElement.read(rest.prefix(EBMLElement.longestHeader)),
            let count = element.dataBytes, count <= rest.count - element.headerBytes
        {
            let value = rest.dropFirst(element.headerBytes).prefix(Int(count))
            if element.id == MatroskaID.docType { return value.prefix { $0 != 0 } }
            rest = rest.dropFirst(element.headerBytes + value.count)
        }
        return nil
    }
}

/// Finds Matroska blocks in bytes that begin somewhere inside a recording.
enum MatroskaResync {
    /// Blocks that must follow each other before they are believed.
    private static let chain = 3

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

    private static func isCluster(_ bytes: ArraySlice<UInt8>) -> Bool {
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
