import FerryCore

/// Pages of an Ogg stream are followed by their checksums, and what is none is told apart from them.
enum OggPromises {
    static func check(_ input: [UInt8]) {
        follow(input)
        // Hardly any invented page has its checksum: with it in place, the walk goes on.
        follow(Self.sealed(input))
    }

    private static func follow(_ bytes: [UInt8]) {
        let count = Int64(bytes.count)
        guard let survey = try? ContainerSurvey.survey(MemoryByteSource(bytes), container: .ogg) else { return }
        FuzzTarget.require((0...count).contains(survey.soundBytes), "sound bytes beyond the source")
        var end: Int64 = 0
        for hole in survey.holes {
            FuzzTarget.require(hole.lowerBound >= end && !hole.isEmpty, "holes overlap or are empty")
            FuzzTarget.require(hole.upperBound < count, "nothing follows a hole")
            FuzzTarget.require(begins(bytes, hole.upperBound), "no page behind a hole")
            end = hole.upperBound
        }
        FuzzTarget.require(survey.recordingStarts.allSatisfy { begins(bytes, $0) }, "a recording begins without a page")
        FuzzTarget.require(survey.recordingStarts == survey.recordingStarts.sorted(), "recordings out of order")
        if let broken = survey.brokenAt {
            FuzzTarget.require((end...count).contains(broken), "broken before a hole or beyond the source")
        }
        let isAll = survey.brokenAt == nil && !survey.isTruncated
        FuzzTarget.require(!isAll || survey.soundBytes == count || count == 0, "bytes at the end that nothing tells of")
    }

    private static func begins(_ bytes: [UInt8], _ place: Int64) -> Bool {
        place >= 0 && place < Int64(bytes.count) && bytes[Int(place)...].starts(with: Array("OggS".utf8))
    }

    /// The bytes with the right checksum in every page that is there as a whole.
    private static func sealed(_ input: [UInt8]) -> [UInt8] {
        var bytes = input
        var place = 0
        while place + 27 <= bytes.count {
            guard begins(bytes, Int64(place)), place + 27 + Int(bytes[place + 26]) <= bytes.count else {
                place += 1
                continue
            }
            let table = place + 27..<place + 27 + Int(bytes[place + 26])
            let end = bytes[table].reduce(table.upperBound) { $0 + Int($1) }
            guard end <= bytes.count else {
                place += 1
                continue
            }
            for index in 22..<26 { bytes[place + index] = 0 }
            let sum = checksum(bytes[place..<end])
            for index in 0..<4 { bytes[place + 22 + index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(index))) }
            place = end
        }
        return bytes
    }

    /// The checksum of RFC 3533 section 6, bit by bit.
    private static func checksum(_ page: ArraySlice<UInt8>) -> UInt32 {
        page.reduce(UInt32(0)) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte) << 24) { sum, _ in
                sum & 0x8000_0000 == 0 ? sum << 1 : sum << 1 ^ 0x04C1_1DB7
            }
        }
    }
}
