import FerryCore
import FerrySealing
import FerryTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct SealedFileTests {
    private static let key = FileKey([UInt8](repeating: 7, count: 32))

    private func cipher(_ seed: UInt8 = 7) throws -> GCMCipher {
        GCMCipher(try #require(FileKey([UInt8](repeating: seed, count: 32))))
    }

    private func file(_ raw: MemoryFile) throws -> SealedFile {
        if raw.bytes.isEmpty { raw.bytes = [UInt8](repeating: 0, count: SealedFormat.headBytes) }
        return SealedFile(raw, cipher: try cipher())
    }

    private static func read(_ file: SealedFile, _ count: Int, at place: Int64 = 0) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: place) }
        return Array(bytes.prefix(got))
    }

    private static func write(_ bytes: [UInt8], to file: SealedFile, at place: Int) throws {
        try bytes.withUnsafeBytes { try file.write($0, at: Int64(place)) }
    }

    @Test("any order of writes gives what an open file would hold", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func model(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let raw = MemoryFile()
        var sealed = try file(raw)
        var model: [UInt8] = []
        for step in 0..<60 {
            let place = Int.random(in: 0...(model.count + (step % 9 == 0 ? 70_000 : 0)), using: &random)
            let count = [0, 1, 100, 5000, 65_536, 70_000].randomElement(using: &random) ?? 0
            let byte = UInt8.random(in: 1...255, using: &random)
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) &+ byte }
            if model.count < place + count {
                model += repeatElement(0, count: max(0, place + count - model.count))
            }
            model.replaceSubrange(place..<place + count, with: bytes)
            try Self.write(bytes, to: sealed, at: place)
            let from = Int.random(in: 0...model.count, using: &random)
            #expect(try Self.read(sealed, 1000, at: Int64(from)) == Array(model[from...].prefix(1000)), "seed \(seed)")
            #expect(try sealed.length() == Int64(model.count))
            if step % 13 == 0 {
                try sealed.flush()
                sealed = try file(raw)
            }
            if model.count > 600_000 { break }
        }
        try sealed.flush()
        #expect(try Self.read(try file(raw), model.count + 1) == model, "seed \(seed)")
        #expect(Int64(raw.bytes.count) == SealedFormat.fileBytes(text: Int64(model.count)))
        #expect(SealedFormat.textBytes(file: Int64(raw.bytes.count)) == Int64(model.count))
    }

    @Test("lengths of text and file belong together", arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_000])
    func lengths(count: Int64) {
        #expect(SealedFormat.textBytes(file: SealedFormat.fileBytes(text: count)) == count)
        #expect(SealedFormat.textBytes(file: 0) == 0 && SealedFormat.textBytes(file: 59) == 0)
    }

    @Test("no byte of the text stands in the file, and the same text is never sealed alike")
    func hidden() throws {
        let text = [UInt8](repeating: 65, count: 70_000)
        var files: [[UInt8]] = []
        for _ in 0..<2 {
            let raw = MemoryFile()
            let sealed = try file(raw)
            try Self.write(text, to: sealed, at: 0)
            try sealed.flush()
            files.append(raw.bytes)
            let body = raw.bytes.dropFirst(SealedFormat.headBytes)
            #expect(zip(body, body.dropFirst()).count { $0 == 65 && $1 == 65 } < 20)
        }
        #expect(files[0] != files[1])
    }

    @Test("a chunk that was changed, moved, cut, or sealed with another key is damage, and the others are not")
    func tampered() throws {
        let raw = MemoryFile()
        let sealed = try file(raw)
        let text = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 251) }
        try Self.write(text, to: sealed, at: 0)
        try sealed.flush()
        let whole = raw.bytes
        let chunk = SealedFormat.chunkBytes + SealedFormat.overhead
        let second = SealedFormat.headBytes + chunk
        func expectDamage(at place: Int64, _ change: (inout [UInt8]) -> Void) throws {
            raw.bytes = whole
            change(&raw.bytes)
            #expect(throws: FileFault.damaged) { try Self.read(try file(raw), 10, at: place) }
        }
        for byte in [second, second + 11, second + 12, second + 30_000, second + chunk - 1] {
            try expectDamage(at: 70_000) { $0[byte] ^= 1 }
            #expect(try Self.read(try file(raw), 10) == Array(text.prefix(10)))
        }
        try expectDamage(at: 70_000) { bytes in
            bytes.replaceSubrange(second..<second + chunk, with: whole[SealedFormat.headBytes..<second])
        }
        try expectDamage(at: 199_000) { $0.removeLast() }
        raw.bytes = whole
        #expect(throws: FileFault.damaged) { try Self.read(SealedFile(raw, cipher: try cipher(8)), 1) }
    }

    @Test("a disk that is full says so, and what was there before stays readable")
    func full() throws {
        let raw = MemoryFile()
        let sealed = try file(raw)
        raw.limit(to: SealedFormat.headBytes + 2 * (SealedFormat.chunkBytes + SealedFormat.overhead))
        let text = [UInt8](repeating: 1, count: 2 * SealedFormat.chunkBytes)
        try Self.write(text, to: sealed, at: 0)
        try sealed.flush()
        #expect(throws: FileFault.system(call: "pwrite", number: 28)) {
            try Self.write([1, 2, 3], to: sealed, at: text.count)
            try sealed.flush()
        }
        #expect(try Self.read(try file(raw), text.count + 1) == text)
    }

    @Test("small texts can be sealed by themselves")
    func arrays() throws {
        let cipher = try cipher()
        for count in [0, 1, 1000] {
            let text = [UInt8](repeating: 9, count: count)
            let sealed = cipher.seal(text, for: 5)
            #expect(cipher.open(sealed, for: 5) == text && cipher.open(sealed, for: 6) == nil)
            #expect(cipher.open(Array(sealed.dropLast()), for: 5) == nil)
        }
        #expect(cipher.open([], for: 0) == nil)
    }
}
