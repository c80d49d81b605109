extension MediaSniffer {
    /// Boxes that a file may begin with.
    private static let beginnings: Set<FourCC> = [
        "ftyp", "moov", "mdat", "styp", "moof", "sidx", "free", "skip", "wide", "pnot",
    ]

    /// Recognises what begins with an ISO or QuickTime box.
    static func boxes(_ bytes: ArraySlice<UInt8>, totalBytes: Int64) throws(FerryError) -> MediaContainer? {
        guard case .box(let first) = MP4Box.read(bytes.prefix(MP4Box.longestHeader)), beginnings.contains(first.type)
        else { return nil }
        let walk = walk(bytes, totalBytes: totalBytes)
        if !walk.hasMovie, walk.hasFragment {
            throw FerryError(.mediaNoHeader, "the recording's first bytes are missing: it begins with a fragment")
        }
        if !walk.hasMovie, walk.isAtEnd {
            guard walk.hasMedia else {
                throw FerryError(.mediaEmptyRecording, "the recording holds no media: there is neither mdat nor moov")
            }
            throw noIndex
        }
        return first.type == "ftyp" ? container(brand: bytes.fourCC(8)) : first.type == "styp" ? .mp4 : .mov
    }

    private struct BoxWalk {
        var hasMovie = false
        var hasFragment = false
        var hasMedia = false
        /// The last box reaches to the end of the source or over it.
        var isAtEnd = false
    }

    /// Follows the top-level boxes as far as their headers are in `bytes`.
    private static func walk(_ bytes: ArraySlice<UInt8>, totalBytes: Int64) -> BoxWalk {
        var walk = BoxWalk()
        var offset: Int64 = 0
        while offset < bytes.count,
            case .box(let box) = MP4Box.read(bytes.dropFirst(Int(offset)).prefix(MP4Box.longestHeader))
        {
            switch box.type {
            case "moov": walk.hasMovie = true
            case "moof": walk.hasFragment = true
            case "mdat": walk.hasMedia = true
            default: break
            }
            guard let count = box.byteCount, count < totalBytes - offset else {
                walk.isAtEnd = true
                break
            }
            offset += count
        }
        return walk
    }

    private static func container(brand: FourCC?) -> MediaContainer {
        guard let brand else { return .mp4 }
        if brand == "qt  " { return .mov }
        return [UInt8](brand.bytes.prefix(2)) == Array("3g".utf8) ? .threeGP : .mp4
    }
}
