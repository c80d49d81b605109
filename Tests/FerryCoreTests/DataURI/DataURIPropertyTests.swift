import FerryTesting
import Testing

@testable import FerryCore

@Suite struct DataURIPropertyTests {
    private static let heads = [
        "data:video/webm;codecs=vp8,opus;base64,", "data:video/webm; codecs=\"vp8, opus\";base64,", "data:;base64,",
        "data:audio/ogg;codecs=opus;x=\"a\\\"b,c\"; BASE64 ,", "data:text/plain;charset=utf-8,", "data:,",
        "data:video/mp4;a=b,c;d=e;base64,", " data:audio/webm;base64,", "data:application/octet-stream;base64,",
    ]
    private static let alphabet = Array("A/+-_=%2B,;\"\\ \r\n#:base64codecs=*\u{0}{}".utf8) + [0x0C, 0x80, 0xFF, 0x7F]

    @Test("any text in any pieces gives what the plain decoder gives, in every kernel", arguments: 0..<12)
    func mutations(_ number: UInt64) {
        var seed = SeededRandom(seed: number)
        for round in 0..<150 {
            let text = Self.text(&seed)
            let spacesArePlus = Bool.random(using: &seed)
            let expected = DataURIReference(text: text, spacesArePlus: spacesArePlus).decode()
            for kernel in Base64Kernel.allCases where kernel.isAvailable {
                let result = DataURIResult(
                    seed.pieces(text), options: .init(spacesArePlus: spacesArePlus), kernel: kernel)
                #expect(
                    result == expected,
                    "seed \(number), round \(round), \(kernel): \(String(decoding: text, as: UTF8.self))")
            }
        }
    }

    /// A head, a body, and up to three changes.
    private static func text(_ seed: inout SeededRandom) -> [UInt8] {
        let bytes = seed.bytes(Int.random(in: 0...160, using: &seed))
        let head = heads.randomElement(using: &seed) ?? "data:,"
        var text = Array(head.utf8) + PlainBase64.encode(bytes, padded: Bool.random(using: &seed))
        for _ in 0..<Int.random(in: 0...3, using: &seed) where !text.isEmpty {
            let place = Int.random(in: 0..<text.count, using: &seed)
            let byte = alphabet.randomElement(using: &seed) ?? 0
            switch Int.random(in: 0..<6, using: &seed) {
            case 0: text[place] = byte
            case 1: text.insert(byte, at: place)
            case 2: text.remove(at: place)
            case 3: text.replaceSubrange(place..<place + 1, with: Self.escaped(text[place]))
            case 4: text.insert(contentsOf: text[place...].prefix(12), at: place)
            default: text.removeLast(min(text.count - 1, Int.random(in: 0...60, using: &seed)))
            }
        }
        return text
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        Array("%".utf8) + Array((byte < 16 ? "0" : "").utf8) + Array(String(byte, radix: 16).utf8)
    }
}

/// Base64 as RFC 4648 describes it, bit by bit.
enum PlainBase64 {
    private static let symbols = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The 48 bytes whose text is the whole alphabet in its order.
    static let packed: [UInt8] = stride(from: 0, to: 64, by: 4).flatMap { (first: Int) -> [UInt8] in
        let word = (0..<4).reduce(0) { $0 << 6 | (first + $1) }
        return [UInt8(word >> 16), UInt8(word >> 8 & 255), UInt8(word & 255)]
    }

    static func encode(_ bytes: [UInt8], padded: Bool = true) -> [UInt8] {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start...].prefix(3)
            let word = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            text += (0...group.count).map { symbols[Int(word >> UInt32(18 - 6 * $0) & 63)] }
            if padded { text += [UInt8](repeating: UInt8(ascii: "="), count: 3 - group.count) }
        }
        return text
    }
}
