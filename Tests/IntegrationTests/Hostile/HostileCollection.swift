import FerryTesting
import Foundation

/// The collection: generated from a seed, the same each time.
struct HostileCollection {
    let sources: HostileSources
    /// A port of this machine on which nobody may connect.
    let port: Int
    /// A file that nobody may open.
    let secret: String
    let seed: UInt64

    /// All files, each under a name of its own and none twice.
    func files() -> [HostileFile] {
        let all = junk() + disguises() + playlists() + bombs() + broken() + truncations() + flips() + holes()
        var seen: Set<[UInt8]> = []
        return all.filter { seen.insert($0.bytes).inserted }.enumerated().map { number, file in
            HostileFile("\(number)-\(file.name)", file.bytes, file.expectation)
        }
    }

    /// No media at all, under the names of media.
    private func junk() -> [HostileFile] {
        let magic: [(String, [UInt8])] = [
            ("png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), ("jpeg", [0xFF, 0xD8, 0xFF, 0xE0]),
            ("zip", [0x50, 0x4B, 3, 4]), ("gzip", [0x1F, 0x8B, 8, 0]), ("elf", [0x7F, 0x45, 0x4C, 0x46]),
            ("pdf", Array("%PDF-1.7\n".utf8)), ("gif", Array("GIF89a".utf8)), ("noise", []),
        ]
        let foreign = magic.enumerated().map { number, kind in
            HostileFile("\(kind.0).webm", kind.1 + Noise.bytes(20_000, seed: seed + UInt64(number)), .orderly)
        }
        let short = [0, 1, 2, 3, 4, 8, 12, 31].map { count in
            HostileFile("first\(count).webm", Array(sources.webm.prefix(count)), .refused)
        }
        let shortMovies = [1, 7, 8, 20, 32].map { count in
            HostileFile("first\(count).mp4", Array(sources.mp4.prefix(count)), .refused)
        }
        return foreign + short + shortMovies + [
            HostileFile("zeros.mp4", [UInt8](repeating: 0, count: 100_000), .refused),
            HostileFile("ones.webm", [UInt8](repeating: 0xFF, count: 100_000), .refused),
            HostileFile("text.webm", "The answer was recorded.\n"), HostileFile("json.mp4", "{\"error\":\"gone\"}"),
            HostileFile("page.webm", "<!DOCTYPE html><html><body>404</body></html>"),
            HostileFile("script.mp4", "#!/bin/sh\nrm -rf /\n"),
            HostileFile("spaces.ogg", String(repeating: " ", count: 5000)),
        ]
    }

    /// Media under the name of other media.
    private func disguises() -> [HostileFile] {
        [
            HostileFile("webm.mp4", sources.webm), HostileFile("mp4.webm", sources.mp4),
            HostileFile("wav.mp3", sources.wav), HostileFile("ogg.wav", sources.ogg),
            HostileFile("mp3.txt", sources.mp3),
            HostileFile("fragments", sources.fragments), HostileFile("live.m3u8", sources.live),
        ]
    }

    /// Damage of every kind that leaves the beginning.
    private func holes() -> [HostileFile] {
        sources.all.flatMap { source in
            [0.3, 0.6].flatMap { share -> [HostileFile] in
                let start = Int(Double(source.bytes.count) * share)
                let count = min(900, source.bytes.count / 8)
                let (before, after) = (source.bytes[..<start], source.bytes[(start + count)...])
                return [
                    HostileFile(
                        "zeros\(Int(share * 100)).\(source.name)", before + [UInt8](repeating: 0, count: count) + after),
                    HostileFile(
                        "noise\(Int(share * 100)).\(source.name)", before + Noise.bytes(count, seed: seed) + after),
                    HostileFile("missing\(Int(share * 100)).\(source.name)", Array(before + after)),
                ]
            }
        }
    }

    private func truncations() -> [HostileFile] {
        let elements = Structure.elements(sources.live)
        let blocks = stride(from: 0, to: elements.count, by: max(1, elements.count / 14)).map { elements[$0] }
        let live = blocks.flatMap { place in [place, place + 1] }.map { place in
            HostileFile("cut\(place).live.webm", Array(sources.live.prefix(place)))
        }
        let boxes =
            (Structure.boxes(sources.mp4).map { ("mp4", $0, sources.mp4) }
                + Structure.boxes(sources.fragments).map { ("fragments.mp4", $0, sources.fragments) })
        let movies = boxes.filter { $0.1 > 0 }.flatMap { name, place, bytes in
            [place, place + 4, place + 9].map { HostileFile("cut\($0).\(name)", Array(bytes.prefix($0))) }
        }
        return live + movies
    }

    private func flips() -> [HostileFile] {
        var random = SeededRandom(seed: seed)
        return sources.all.flatMap { source in
            [3, 40].flatMap { count in
                (0..<2).map { number in
                    var bytes = source.bytes
                    for _ in 0..<count {
                        // Half of them in the head, where the structure is.
                        let end = Bool.random(using: &random) ? min(600, bytes.count) : bytes.count
                        bytes[Int.random(in: 0..<end, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                    }
                    return HostileFile("flips\(count)-\(number).\(source.name)", bytes)
                }
            }
        }
    }
}
