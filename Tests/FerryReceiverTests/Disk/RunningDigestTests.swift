import Crypto
import Testing

@testable import FerryReceiver

@Suite struct RunningDigestTests {
    private func file(_ folder: ScratchFolder) throws -> ContentFile {
        try ContentFile(path: "\(folder.path)/content", flags: 0o102)
    }

    private func write(_ bytes: [UInt8], at offset: Int64, _ file: ContentFile, _ digest: RunningDigest?) {
        bytes.withUnsafeBytes { buffer in
            #expect(file.write(buffer, at: offset).error == nil)
            digest?.append(buffer, at: offset)
        }
    }

    @Test("blocks in order are hashed without reading the file")
    func inOrder() throws {
        let folder = try ScratchFolder()
        let file = try file(folder)
        let digest = RunningDigest(written: 0)
        write([1, 2, 3], at: 0, file, digest)
        write([4, 5], at: 3, file, digest)
        #expect(!digest.wantsCatchUp())
        try file.truncate(to: 0)
        #expect(try digest.finish(from: file) == SHA256.hash(data: [1, 2, 3, 4, 5] as [UInt8]).hexText)
    }

    @Test("what was there before is hashed from the file, also below what is written meanwhile")
    func behind() throws {
        let folder = try ScratchFolder()
        let file = try file(folder)
        var random = SeededRandom(seed: 5)
        let old = random.bytes(RunningDigest.stepBytes + 1234)
        write(old, at: 0, file, nil)
        let digest = RunningDigest(written: Int64(old.count))
        #expect(digest.wantsCatchUp())
        #expect(!digest.wantsCatchUp(), "one at a time")
        write([9, 9], at: Int64(old.count), file, digest)
        try digest.catchUp(from: file)
        #expect(!digest.wantsCatchUp())
        write([7], at: Int64(old.count) + 2, file, digest)
        try file.truncate(to: 0)
        #expect(try digest.finish(from: file) == SHA256.hash(data: old + [9, 9, 7]).hexText)
    }

    @Test("a content that is shorter than it should be is an error, not a hash")
    func missing() throws {
        let folder = try ScratchFolder()
        let file = try file(folder)
        let digest = RunningDigest(written: 10)
        #expect(throws: DiskError.self) { try digest.finish(from: file) }
        #expect(digest.wantsCatchUp(), "somebody else may try again")
    }

    @Test("a mark takes back what was written after it")
    func restore() throws {
        let folder = try ScratchFolder()
        let file = try file(folder)
        let digest = RunningDigest(written: 0)
        write([1, 2], at: 0, file, digest)
        let mark = digest.mark()
        write([8, 8, 8], at: 2, file, digest)
        digest.restore(mark)
        write([3], at: 2, file, digest)
        #expect(try digest.finish(from: file) == SHA256.hash(data: [1, 2, 3] as [UInt8]).hexText)
    }
}
