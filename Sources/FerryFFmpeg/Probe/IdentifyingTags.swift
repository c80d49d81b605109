import CFerryFFmpeg

/// Finds what in a container names a place or a device, by names alone: values are never looked at and never leave.
///
/// FFmpeg gives the boxes of QuickTime and 3GPP (`©xyz`, `©mak`, `©mod`, `loci`), the keys of Apple and Android and the
/// tags of Matroska and Vorbis as names; a track of a camera's sensors is told by its four letters.
enum IdentifyingTags {
    /// Parts of a name that speak of a place or a device.
    private static let words: Set<String> = [
        "location", "gps", "latitude", "longitude", "altitude", "xyz", "make", "model", "manufacturer", "serial",
        "serialnumber", "device", "camera", "lens",
    ]

    /// Tracks of GoPro, of Google's camera motion, of Apple's timed metadata and of Sony.
    private static let tracks: Set<String> = ["gpmd", "camm", "mebx", "rtmd"]

    /// How many names are told.
    static let limit = 16

    /// Whether a tag of this name is one; a name is a chain such as `com.apple.quicktime.location.ISO6709`.
    static func isIdentifying(_ name: String) -> Bool {
        name.lowercased().split { !$0.isLetter }.contains { words.contains(String($0)) }
    }

    /// The names found in an opened source, sorted, each once.
    static func names(in input: borrowing InputHandle) -> [String] {
        var found = Set(keys(of: input.context.pointee.metadata))
        for index in 0..<input.trackCount {
            guard let stream = input.track(index) else { continue }
            found.formUnion(keys(of: stream.pointee.metadata))
            let tag = text(ofTag: stream.pointee.codecpar.pointee.codec_tag)
            if tracks.contains(tag) { found.insert("\(tag) track") }
        }
        return Array(found.sorted().prefix(limit))
    }

    private static func keys(of dictionary: OpaquePointer?) -> [String] {
        var keys: [String] = []
        var entry: UnsafePointer<AVDictionaryEntry>?
        while let next = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX) {
            let key = String(cString: next.pointee.key)
            if isIdentifying(key) { keys.append(String(key.prefix(64))) }
            entry = UnsafePointer(next)
        }
        return keys
    }

    private static func text(ofTag tag: UInt32) -> String {
        String(decoding: (0..<4).map { UInt8(truncatingIfNeeded: tag >> (8 * $0)) }, as: UTF8.self)
    }
}
