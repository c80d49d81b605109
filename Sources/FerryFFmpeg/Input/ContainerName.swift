import CFerryFFmpeg

/// The short name of a container, as FFmpeg found it.
enum ContainerName {
    /// Our word for an opened container.
    static func of(_ input: borrowing InputHandle) -> String {
        let name = input.context.pointee.iformat.map { String(cString: $0.pointee.name) } ?? "unknown"
        switch name {
        case "matroska,webm": return isWebM(input.reader) ? "webm" : "matroska"
        case "mov,mp4,m4a,3gp,3g2,mj2": return isQuickTime(input.context.pointee.metadata) ? "mov" : "mp4"
        default: return name
        }
    }

    /// Whether the EBML head names the document type `webm`.
    private static func isWebM(_ reader: LayoutReader) -> Bool {
        var head = [UInt8](repeating: 0, count: 64)
        let count = head.withUnsafeMutableBufferPointer { bytes in
            bytes.baseAddress.map { reader.read(at: 0, into: $0, count: 64) } ?? 0
        }
        let word = Array("webm".utf8)
        return head.prefix(max(0, count)).indices.dropLast(word.count - 1).contains { start in
            head[start..<start + word.count].elementsEqual(word)
        }
    }

    private static func isQuickTime(_ metadata: OpaquePointer?) -> Bool {
        guard let brand = av_dict_get(metadata, "major_brand", nil, 0) else { return false }
        return String(cString: brand.pointee.value) == "qt  "
    }
}
