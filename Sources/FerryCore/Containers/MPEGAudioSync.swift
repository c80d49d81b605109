/// Finds MPEG audio and ADTS frames: a sync word is believed when a second frame follows the first.
enum MPEGAudioSync {
    /// How far behind an ID3 tag a first frame is looked for; some writers leave padding there.
    private static let searchBytes = 4096

    /// Recognises MPEG audio, AAC and FLAC, also behind an ID3 tag.
    static func container(_ bytes: ArraySlice<UInt8>, totalBytes: Int64) -> MediaContainer? {
        guard let tag = tagBytes(bytes) else { return container(at: bytes, isWhole: totalBytes <= bytes.count) }
        guard tag < bytes.count else { return tag < totalBytes ? .mp3 : nil }
        let rest = bytes.dropFirst(tag)
        if rest.fourCC(0) == "fLaC" { return .flac }
        for place in rest.indices.prefix(searchBytes) {
            if let found = container(at: rest[place...], isWhole: totalBytes <= bytes.count) { return found }
        }
        return nil
    }

    /// Bytes of an ID3v2 tag at the beginning, with its header and footer.
    private static func tagBytes(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.starts(with: "ID3".utf8), bytes.count >= 10 else { return nil }
        let size = bytes.dropFirst(6).prefix(4)
        guard size.allSatisfy({ $0 < 0x80 }), let flags = bytes.dropFirst(5).first else { return nil }
        return 10 + size.reduce(0) { $0 << 7 | Int($1) } + (flags & 0x10 == 0 ? 0 : 10)
    }

    private static func container(at bytes: ArraySlice<UInt8>, isWhole: Bool) -> MediaContainer? {
        guard let frame = Frame(bytes) else { return nil }
        let rest = bytes.dropFirst(frame.byteCount)
        if rest.isEmpty { return isWhole && bytes.count == frame.byteCount ? frame.container : nil }
        return Frame(rest)?.container == frame.container ? frame.container : nil
    }

    private struct Frame {
        var container: MediaContainer
        var byteCount: Int

        init?(_ bytes: ArraySlice<UInt8>) {
            guard let word = bytes.bigEndian(0, as: UInt32.self), word >> 21 == 0x7FF else { return nil }
            if word >> 17 & 0x03 == 0 {
                guard let count = Self.aacBytes(word, bytes) else { return nil }
                self.init(container: .aac, byteCount: count)
            } else {
                guard let count = Self.mpegBytes(word) else { return nil }
                self.init(container: .mp3, byteCount: count)
            }
        }

        private init(container: MediaContainer, byteCount: Int) {
            self.container = container
            self.byteCount = byteCount
        }

        /// Length of an ADTS frame (ISO/IEC 14496-3, 1.A.2): 13 bits from bit 30 on.
        private static func aacBytes(_ word: UInt32, _ bytes: ArraySlice<UInt8>) -> Int? {
            guard word >> 20 == 0xFFF, word >> 10 & 0x0F < 13, let tail = bytes.bigEndian(3, as: UInt32.self)
            else { return nil }
            let count = Int(tail >> 13 & 0x1FFF)
            return count >= 7 ? count : nil
        }

        private static let firstVersionRates: [[Int]] = [
            [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
            [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
            [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        ]
        private static let laterVersionRates: [[Int]] = [
            [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
            [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
            [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
        ]

        /// Length of an MPEG-1, MPEG-2 or MPEG-2.5 audio frame (ISO/IEC 11172-3, 13818-3).
        private static func mpegBytes(_ word: UInt32) -> Int? {
            let version = Int(word >> 19 & 0x03)
            let layer = 3 - Int(word >> 17 & 0x03)
            let rateIndex = Int(word >> 12 & 0x0F)
            let frequencyIndex = Int(word >> 10 & 0x03)
            guard version != 1, rateIndex > 0, rateIndex < 15, frequencyIndex < 3 else { return nil }
            let isFirst = version == 3
            let rate = (isFirst ? firstVersionRates : laterVersionRates)[layer][rateIndex - 1] * 1000
            let frequency = [44_100, 48_000, 32_000][frequencyIndex] / (isFirst ? 1 : version == 2 ? 2 : 4)
            let padding = Int(word >> 9 & 1)
            if layer == 0 { return (12 * rate / frequency + padding) * 4 }
            return (layer == 2 && !isFirst ? 72 : 144) * rate / frequency + padding
        }
    }
}
