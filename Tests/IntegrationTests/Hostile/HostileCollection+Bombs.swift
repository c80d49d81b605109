import Foundation

extension HostileCollection {
    /// Small files that ask for much: pixels, tracks, time, tables, attachments.
    func bombs() -> [HostileFile] {
        pixels() + tables() + times() + tracks() + [
            HostileFile("attachment.webm", attached(claimed: 1 << 40, [1, 2, 3])),
            HostileFile("attachments.webm", attached(claimed: 200_000, [UInt8](repeating: 7, count: 200_000))),
            HostileFile("void.webm", sources.live + [0xEC, 0x01, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            HostileFile("lacing.webm", laced()),
            HostileFile("nested.mp4", nested(depth: 3000)),
        ]
    }

    private func pixels() -> [HostileFile] {
        let big: [[UInt8]] = [[0xFF, 0x3F, 0xFF, 0x3F], [0xFF, 0x3F, 1, 0], [0, 0, 0, 0]]
        let frames = big.enumerated().map { number, size in
            var bytes = sources.webm
            // The size in the first key frame of VP8 (RFC 6386 section 9.1).
            if let place = BoxBytes.places(of: [0x9D, 0x01, 0x2A], in: bytes).first {
                bytes.replaceSubrange((place + 3)..<(place + 7), with: size)
            }
            return HostileFile("pixels\(number).webm", bytes, number == 0 ? .refused : .orderly)
        }
        let headers = [0, 16_383, 65_535].map { side in
            HostileFile(
                "side\(side).mp4",
                BoxBytes.changing("avc1", in: sources.mp4) { data in
                    for (index, byte) in (BoxBytes.number(side, 2) + BoxBytes.number(side, 2)).enumerated() {
                        data[data.startIndex + 24 + index] = byte
                    }
                })
        }
        return frames + headers
    }

    /// Tables of an MP4 that claim four thousand million entries.
    private func tables() -> [HostileFile] {
        ["stts", "stsz", "stsc", "stco", "ctts", "stss", "elst", "stsd", "dref"].flatMap { name in
            [0xFFFF_FFFF, 0x7FFF_FFFF].map { count in
                HostileFile(
                    "\(name)-\(count).mp4",
                    BoxBytes.changing(name, in: sources.mp4) { data in
                        let place = data.startIndex + (name == "stsz" ? 8 : 4)
                        guard data.endIndex >= place + 4 else { return }
                        for (index, byte) in BoxBytes.number(count, 4).enumerated() { data[place + index] = byte }
                    })
            }
        }
    }

    /// Clocks and lengths that cannot be.
    private func times() -> [HostileFile] {
        let fields: [(box: String, place: Int, value: [UInt8])] = [
            ("mdhd", 12, [0, 0, 0, 0]), ("mdhd", 12, [0xFF, 0xFF, 0xFF, 0xFF]), ("mvhd", 12, [0, 0, 0, 0]),
            ("mvhd", 16, [0xFF, 0xFF, 0xFF, 0xFE]), ("stts", 12, [0x7F, 0xFF, 0xFF, 0xFF]), ("stts", 12, [0, 0, 0, 0]),
            ("elst", 8, [0x7F, 0xFF, 0xFF, 0xFF]), ("elst", 12, [0x7F, 0xFF, 0xFF, 0xFF]),
        ]
        let movies = fields.enumerated().map { number, field in
            HostileFile(
                "time\(number).mp4",
                BoxBytes.changing(field.box, in: sources.mp4) { data in
                    guard data.count >= field.place + 4 else { return }
                    for (index, byte) in field.value.enumerated() { data[data.startIndex + field.place + index] = byte }
                })
        }
        let fragments = [[UInt8](repeating: 0x7F, count: 8), [0, 0, 0, 0xE8, 0xD4, 0xA5, 0x10, 0]].enumerated().map {
            number, value in
            HostileFile(
                "decode\(number).mp4",
                BoxBytes.changing("tfdt", in: sources.fragments) { data in
                    guard data.count >= 12 else { return }
                    for (index, byte) in value.enumerated() { data[data.startIndex + 4 + index] = byte }
                })
        }
        // The time of the last cluster, and the length of a tick.
        let clusters = [[UInt8](repeating: 0x3F, count: 8), [0, 0, 0, 0, 2, 0x25, 0x51, 0]].enumerated().map {
            number, value in
            HostileFile("cluster\(number).webm", sources.live + Self.cluster(at: value), .orderly)
        }
        return movies + fragments + clusters
    }

    /// A cluster of one small block of each track at that time.
    private static func cluster(at time: [UInt8]) -> [UInt8] {
        [0x1F, 0x43, 0xB6, 0x75, 1] + [UInt8](repeating: 0xFF, count: 7) + [0xE7, 0x88] + time
            + [0xA3, 0x86, 0x81, 0, 0, 0x80, 0, 0] + [0xA3, 0x86, 0x82, 0, 0, 0x80, 0xFC, 0xFF]
    }

    /// A WebM with more tracks than anybody records.
    private func tracks() -> [HostileFile] {
        [40, 300, 5000].map { count in
            let entries = (1...count).flatMap { number -> [UInt8] in
                Self.element(
                    [0xAE],
                    Self.element([0xD7], BoxBytes.number(number, 2))
                        + Self.element([0x73, 0xC5], BoxBytes.number(number, 2))
                        + Self.element([0x83], [1]) + Self.element([0x86], Array("V_VP8".utf8))
                        + Self.element([0xE0], Self.element([0xB0], [64]) + Self.element([0xBA], [48])))
            }
            let head = Self.element([0x1A, 0x45, 0xDF, 0xA3], Self.element([0x42, 0x82], Array("webm".utf8)))
            let segment = Self.element(
                [0x18, 0x53, 0x80, 0x67],
                Self.element([0x16, 0x54, 0xAE, 0x6B], entries) + Self.cluster(at: [UInt8](repeating: 0, count: 8)))
            return HostileFile("tracks\(count).webm", head + segment, .refused)
        }
    }

    private static func element(_ id: [UInt8], _ data: [UInt8]) -> [UInt8] {
        id + [0x08 | UInt8(truncatingIfNeeded: data.count >> 32)] + BoxBytes.number(data.count, 4) + data
    }

    private func attached(claimed: Int, _ bytes: [UInt8]) -> [UInt8] {
        let file = [0x61, 0xA7, 0x01] + BoxBytes.number(claimed, 7) + bytes
        return sources.live + [0x19, 0x41, 0xA4, 0x69, 0x01] + BoxBytes.number(claimed + 10, 7) + file
    }

    /// Blocks whose lacing promises 256 frames that are not there.
    private func laced() -> [UInt8] {
        sources.live + (0..<200).flatMap { _ -> [UInt8] in [0xA3, 0x88, 0x82, 0, 0, 0x86, 0xFF, 0xFF, 0xFF, 0xFF] }
    }

    private func nested(depth: Int) -> [UInt8] {
        var box: [UInt8] = []
        for _ in 0..<depth { box = BoxBytes.box("moov", box) }
        return BoxBytes.box("ftyp", Array("isom".utf8) + [0, 0, 0, 0]) + box
    }

    /// Recordings that lack what they announce.
    func broken() -> [HostileFile] {
        let movie = BoxBytes.places(of: Array("moov".utf8), in: sources.mp4).first ?? 4
        let media = BoxBytes.places(of: Array("mdat".utf8), in: sources.mp4).first ?? 4
        let end = Structure.elements(sources.live).last ?? 0
        return [
            HostileFile("headonly.mp4", Array(sources.mp4[..<(media - 4)]), .orderly),
            HostileFile("noindex.mp4", Array(sources.mp4[..<(movie - 4)] + sources.mp4[(media - 4)...]), .refused),
            HostileFile(
                "nofragment.mp4",
                Array(
                    sources.fragments.prefix { _ in true }.prefix(
                        Structure.boxes(sources.fragments).dropFirst(2).first ?? 0)), .orderly),
            HostileFile(
                "nohead.mp4",
                Array(sources.fragments.dropFirst(Structure.boxes(sources.fragments).dropFirst(2).first ?? 0)), .refused
            ),
            HostileFile("nohead.webm", Array(sources.live.dropFirst(2000)), .refused),
            HostileFile("nopicture.webm", voided(track: 0x81)), HostileFile("nosound.webm", voided(track: 0x82)),
            HostileFile("nothing.webm", voided(track: nil)),
            HostileFile("twice.webm", sources.webm + sources.webm), HostileFile("twice.mp4", sources.mp4 + sources.mp4),
            HostileFile("tail.webm", sources.webm + Noise.bytes(3000, seed: seed)),
            HostileFile("late.webm", Noise.bytes(3000, seed: seed + 1) + sources.webm),
            HostileFile("turned.webm", Array(sources.live[end...]) + sources.live[..<end]),
        ]
    }

    /// The recording with all blocks of a track, or of all tracks, made meaningless.
    private func voided(track: UInt8?) -> [UInt8] {
        var bytes = sources.live
        for place in Structure.elements(bytes) where [0xA3, 0xA0].contains(bytes[place]) {
            let data = place + 1 + bytes[place + 1].leadingZeroBitCount + 1
            if track == nil || bytes[place] == 0xA0 || bytes[data] == track { bytes[place] = 0xEC }
        }
        return bytes
    }
}
