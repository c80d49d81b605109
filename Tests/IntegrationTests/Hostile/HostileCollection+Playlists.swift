extension HostileCollection {
    /// Texts that tell a player to open something else, and containers that name media elsewhere.
    func playlists() -> [HostileFile] {
        let targets = ["file://\(secret)", secret, "http://127.0.0.1:\(port)/secret.ts", "tcp://127.0.0.1:\(port)"]
        let texts = targets.enumerated().flatMap { number, target -> [HostileFile] in
            [
                HostileFile("concat\(number).webm", "ffconcat version 1.0\nfile '\(target)'\n"),
                HostileFile(
                    "hls\(number).mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n\(target)\n#EXT-X-ENDLIST\n"),
                HostileFile("dash\(number).webm", Self.manifest(target)),
                HostileFile("bom\(number).mp4", "\u{FEFF}  \n#EXTM3U\n#EXTINF:9,\n\(target)\n"),
                HostileFile("media\(number).mov", Self.reference(target), .orderly),
                HostileFile("data\(number).mp4", foreignData(target), .orderly),
            ]
        }
        return texts + [
            HostileFile(
                "session.webm", "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video \(port) RTP/AVP 96\n"),
            HostileFile("list.webm", "[playlist]\nFile1=http://127.0.0.1:\(port)/a\n"),
            HostileFile(
                "asx.webm", "<ASX version=\"3\"><Entry><Ref href=\"http://127.0.0.1:\(port)/\"/></Entry></ASX>"),
            HostileFile(
                "behind.webm", Array("\n\n".utf8) + Array("ffconcat version 1.0\nfile '\(secret)'\n".utf8), .refused),
        ]
    }

    private static func manifest(_ target: String) -> String {
        """
        <?xml version="1.0"?>
        <MPD type="static" mediaPresentationDuration="PT9S"><Period><AdaptationSet mimeType="video/mp4">
        <Representation id="1" bandwidth="9"><BaseURL>\(target)</BaseURL></Representation></AdaptationSet></Period></MPD>
        """
    }

    /// A QuickTime movie that is nothing but the address of another.
    private static func reference(_ target: String) -> [UInt8] {
        let address = Array(target.utf8) + [0]
        let data = BoxBytes.box(
            "rdrf", [0, 0, 0, 0] + Array("url ".utf8) + BoxBytes.number(address.count, 4) + address)
        return BoxBytes.box("ftyp", Array("qt  ".utf8) + [0, 0, 0, 0])
            + BoxBytes.box("moov", BoxBytes.box("rmra", BoxBytes.box("rmda", data)))
    }

    /// An MP4 whose tracks say that their media lie elsewhere.
    private func foreignData(_ target: String) -> [UInt8] {
        let address = BoxBytes.box("url ", [0, 0, 0, 0] + Array(target.utf8) + [0])
        let own = BoxBytes.box("url ", [0, 0, 0, 1])
        var bytes = sources.mp4
        // Boxes keep their sizes: what is too long for them is cut, which makes the address no less hostile.
        for place in BoxBytes.places(of: own, in: bytes).reversed() {
            bytes.replaceSubrange(
                place..<(place + own.count),
                with: Array(address.prefix(4)) + bytes[(place + 4)..<(place + 8)] + [0, 0, 0, 0])
        }
        return bytes
    }
}

/// Boxes of an MP4, as bytes.
enum BoxBytes {
    static func number(_ value: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * (bytes - 1 - $0))) }
    }

    static func box(_ name: String, _ data: [UInt8]) -> [UInt8] { number(data.count + 8, 4) + Array(name.utf8) + data }

    /// Where bytes stand in others.
    static func places(of wanted: [UInt8], in bytes: [UInt8]) -> [Int] {
        guard bytes.count >= wanted.count else { return [] }
        return (0...(bytes.count - wanted.count)).filter { bytes[$0] == wanted[0] && bytes[$0...].starts(with: wanted) }
    }

    /// The bytes with data of each box of that name changed.
    static func changing(_ name: String, in bytes: [UInt8], _ change: (inout ArraySlice<UInt8>) -> Void) -> [UInt8] {
        var bytes = bytes
        for place in places(of: Array(name.utf8), in: bytes) where place >= 4 {
            let size = bytes[(place - 4)..<place].reduce(0) { $0 << 8 | Int($1) }
            guard size > 8, place - 4 + size <= bytes.count else { continue }
            change(&bytes[(place + 4)..<(place - 4 + size)])
        }
        return bytes
    }
}

/// Where the parts of a recording begin.
enum Structure {
    /// All elements of a WebM whose masters are entered.
    static func elements(_ bytes: [UInt8]) -> [Int] {
        var (place, found) = (0, [Int]())
        while place < bytes.count {
            let idBytes = bytes[place].leadingZeroBitCount + 1
            guard idBytes <= 4, place + idBytes < bytes.count else { break }
            let sizeBytes = bytes[place + idBytes].leadingZeroBitCount + 1
            guard sizeBytes <= 8, place + idBytes + sizeBytes <= bytes.count else { break }
            found.append(place)
            let id = bytes[place..<(place + idBytes)].reduce(0) { $0 << 8 | Int($1) }
            let size = bytes[(place + idBytes)..<(place + idBytes + sizeBytes)].reduce(0) { $0 << 8 | Int($1) }
            place += idBytes + sizeBytes
            if ![0x1853_8067, 0x1F43_B675].contains(id) { place += size & ((1 << (7 * sizeBytes)) - 1) }
        }
        return found
    }

    /// All boxes of the top level.
    static func boxes(_ bytes: [UInt8]) -> [Int] {
        var (place, found) = (0, [Int]())
        while place + 8 <= bytes.count {
            found.append(place)
            let size = bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard size >= 8 else { break }
            place += size
        }
        return found
    }
}
