extension MediaSniffer {
    /// Beginnings of texts that name other files or programs, in lower case.
    private static let forbidden: [(beginning: String, name: String)] = [
        ("#extm3u", "an HLS playlist"), ("ffconcat", "an ffconcat script"), ("#!", "a script"),
        ("v=0", "a session description"), ("[playlist]", "a playlist"), ("[reference]", "a playlist"),
        ("rtsptext", "a list of addresses"), ("rtsp://", "a list of addresses"), ("<asx", "a playlist"),
        ("<smil", "a playlist"), ("<mpd", "a DASH manifest"), ("<smoothstreamingmedia", "a streaming manifest"),
        ("<playlist", "a playlist"),
    ]

    /// Refuses text: playlists, scripts and manifests as forbidden, anything else as no media.
    static func refuseText(_ bytes: ArraySlice<UInt8>) throws(FerryError) {
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
        let text = body.drop { ASCII.isWhitespace($0) }
        if let kind = forbidden.first(where: { begins(text, with: $0.beginning) }) {
            throw FerryError(.mediaForbiddenFormat, "the source is \(kind.name), not a recording")
        }
        guard isText(text.prefix(1024)) else { return }
        if text.first == UInt8(ascii: "<") { try refuseMarkup(text) }
        throw FerryError(.mediaNotMedia, "the source is text, not a recording")
    }

    /// Finds manifests behind an XML declaration or comments.
    private static func refuseMarkup(_ text: ArraySlice<UInt8>) throws(FerryError) {
        for place in text.indices where text[place] == UInt8(ascii: "<") {
            if let kind = forbidden.first(where: {
                $0.beginning.first == "<" && begins(text[place...], with: $0.beginning)
            }) {
                throw FerryError(.mediaForbiddenFormat, "the source is \(kind.name), not a recording")
            }
        }
        throw FerryError(.mediaNotMedia, "the source is a web page or XML text, not a recording")
    }

    private static func begins(_ bytes: ArraySlice<UInt8>, with word: String) -> Bool {
        let word = Array(word.utf8)
        return bytes.prefix(word.count).elementsEqual(word) { ASCII.lowered($0) == $1 }
    }

    /// Whether there is no control byte but white space.
    static func isText(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || ASCII.isWhitespace($0) }
            && bytes.count(where: { $0 >= 0x80 }) * 2 < bytes.count
    }
}
