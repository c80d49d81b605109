/// The three packets that stand before Vorbis sound, as containers keep them in one block (Vorbis I, section 4.2, with the
/// lacing of Xiph). The second one holds comments, which may name a place or a person. A pure value.
struct VorbisHeaders: Equatable {
    private var packets: [ArraySlice<UInt8>]

    /// Reads a block; `nil` when it is none.
    init?(_ block: [UInt8]) {
        guard block.count > 3, block[0] == 2 else { return nil }
        var place = 1
        var lengths: [Int] = []
        while lengths.count < 2 {
            var length = 0
            while place < block.count, block[place] == 255 { (length, place) = (length + 255, place + 1) }
            guard place < block.count else { return nil }
            (length, place) = (length + Int(block[place]), place + 1)
            lengths.append(length)
        }
        let (first, second) = (place + lengths[0], place + lengths[0] + lengths[1])
        guard second < block.count else { return nil }
        packets = [block[place..<first], block[first..<second], block[second...]]
    }

    /// The block with an empty comment: no vendor, no entry, and the bit that ends it.
    var withoutComments: [UInt8] {
        let comment: [UInt8] = [3] + Array("vorbis".utf8) + [UInt8](repeating: 0, count: 8) + [1]
        return [2] + Self.lacing(packets[0].count) + Self.lacing(comment.count) + packets[0] + comment + packets[2]
    }

    private static func lacing(_ length: Int) -> [UInt8] {
        [UInt8](repeating: 255, count: length / 255) + [UInt8(length % 255)]
    }
}
