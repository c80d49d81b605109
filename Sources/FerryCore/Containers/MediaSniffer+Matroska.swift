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
