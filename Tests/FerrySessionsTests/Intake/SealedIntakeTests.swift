import FerryCore
import FerrySealing
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline
@testable import FerrySessions

@Suite(.timeLimit(.minutes(1))) struct SealedIntakeTests {
    private let state: ScratchState
    private let key: SpoolKey

    init() throws {
        state = try ScratchState()
        key = try SpoolKey(text: String(repeating: "a1", count: 32))
    }

    private func take(_ body: [UInt8], key: SpoolKey?) async throws -> TakenAnswer {
        let intake = AnswerIntake(.json, spool: HandOffSpool(state: state.directory, key: key))
        for piece in body.pieces(of: 999) { try await intake.append(Array(piece)) }
        return try await intake.finish()
    }

    private func json(_ video: [UInt8]) -> [UInt8] { Array("{\"videoDataUri\":\"\(dataURI(video))\"}".utf8) }

    private func text(_ source: SourceRecord, _ key: SpoolKey?) throws(FerryError) -> [UInt8] {
        try AssetBytes(OpenAsset(source, spool: Spool(directory: state.directory, key: key)))
            .read(at: 0, count: Int(source.bytes))
    }

    @Test("media is sealed on the disk and read back as it came", arguments: [1, 65_536, 65_537, 200_000])
    func sealed(count: Int) async throws {
        let video = content(count)
        let answer = try await take(json(video), key: key)
        let source = answer.media[0].source
        #expect(source.sha256 == sha256(video) && source.bytes == Int64(count))
        let file = state.bytes(try #require(source.spoolKey))
        #expect(Int64(file.count) == SealedFormat.fileBytes(text: Int64(count)))
        #expect(count < 16 || file.firstRange(of: video[(count / 2)..<(count / 2 + 8)]) == nil)
        #expect(try text(source, key) == video)
        #expect(try await take(json(video), key: nil).contentSHA256 == answer.contentSHA256)
    }

    @Test("another implementation opens the file by the same rules", .enabled(if: Python.hasCryptography))
    func judged() async throws {
        let video = content(150_000)
        let source = try await take(json(video), key: key).media[0].source
        let name = try #require(source.spoolKey)
        let script = """
            import sys, hashlib
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
            from cryptography.hazmat.primitives.kdf.hkdf import HKDF
            from cryptography.hazmat.primitives.hashes import SHA256
            data = open(sys.argv[1], 'rb').read()
            assert data[:8] == b'MFSEAL1\\n'
            info = b'mediaferry.spool.file/1 ' + sys.argv[2].encode()
            key = HKDF(SHA256(), 32, data[16:32], info).derive(bytes([0xa1] * 32))
            body, text, index = data[32:], b'', 0
            while body:
                chunk, body = body[:65536 + 28], body[65536 + 28:]
                text += AESGCM(key).decrypt(chunk[:12], chunk[12:], index.to_bytes(8, 'little'))
                index += 1
            print(hashlib.sha256(text).hexdigest())
            """
        let told = try Python.run(script, [state.directory.spool(name), name])
        #expect(told == source.sha256)
    }

    @Test("without its key a file is not read, and the error says which to give")
    func locked() async throws {
        let source = try await take(json(content(1000)), key: key).media[0].source
        let other = try SpoolKey(text: String(repeating: "b2", count: 32))
        for key in [nil, other] {
            let error = #expect(throws: FerryError.self) { try text(source, key) }
            #expect(error?.code == .storeUnavailable && error?.next.contains("MEDIAFERRY_SPOOL_KEY") == true)
        }
        // Files from before the key was given stay readable.
        let plain = try await take(json(content(1000)), key: nil).media[0].source
        #expect(try text(plain, key) == content(1000))
    }

    @Test("a changed file is found out, and is no media")
    func tampered() async throws {
        let source = try await take(json(content(100_000)), key: key).media[0].source
        let path = state.directory.spool(try #require(source.spoolKey))
        var bytes = try #require(FileManager.default.contents(atPath: path))
        bytes[70_000] ^= 1
        try bytes.write(to: URL(filePath: path))
        let error = #expect(throws: FerryError.self) { try text(source, key) }
        #expect(error?.code == .sourceUnreadable && error?.message.contains("sealed") == true)
    }

    @Test("a finished upload is copied and sealed, not linked")
    func adopted() async throws {
        let bytes = content(5000)
        let path = "\(state.path)/upload"
        try Data(bytes).write(to: URL(filePath: path))
        let spool = HandOffSpool(state: state.directory, key: key)
        let job = JobID(rawValue: "j")
        let item = try spool.adopt(file: path, for: job, bytes: 5000, sha256: sha256(bytes))
        try await spool.sync([item])
        #expect(state.bytes(item.key).firstRange(of: bytes[1000..<1016]) == nil)
        let source = SourceRecord(
            name: "v", kind: .stream, path: nil, spoolKey: item.key, identity: nil, mediaType: "video/webm",
            bytes: 5000, sha256: sha256(bytes))
        #expect(try text(source, key) == bytes)
    }

    @Test("the outbox is sealed, reads what was there before, and refuses another key")
    func outbox() async throws {
        let text = HandOff.sample(3).answer.questionId
        do {
            let plain = try await Outbox(state: state.directory, spool: HandOffSpool(state: state.directory))
            try await plain.accept(.sample(1))
        }
        let before = try #require(FileManager.default.contents(atPath: state.directory.outbox)).count
        do {
            let sealed = try await Outbox(state: state.directory, spool: HandOffSpool(state: state.directory, key: key))
            try await sealed.accept(.sample(3))
        }
        let file = try #require(FileManager.default.contents(atPath: state.directory.outbox)).map { $0 }
        #expect(file[before...].firstRange(of: Array("\"\(text)\"".utf8)) == nil)
        let other = HandOffSpool(state: state.directory, key: try SpoolKey(text: String(repeating: "b2", count: 32)))
        let error = await #expect(throws: FerryError.self) { try await Outbox(state: state.directory, spool: other) }
        #expect(error?.code == .storeUnavailable)
        let (store, again) = (
            AcceptingStore(),
            try await Outbox(state: state.directory, spool: HandOffSpool(state: state.directory, key: key))
        )
        #expect(try await again.replay(into: store).stored == 2)
        #expect(store.stored == [1, 3].map { HandOff.sample($0) })
    }
}
