import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(1))) struct IntakeTests {
    private let scratch: ScratchDirectory
    private let spool: Spool

    init() throws {
        scratch = try ScratchDirectory()
        spool = Spool(directory: try StateDirectory(path: scratch.path("state")))
    }

    private func intake(_ options: DataURIDecoder.Options = .init()) -> Intake {
        Intake(spool: spool, lane: BlockingLane(label: "test", width: 2), options: options)
    }

    private func taken(_ source: FerrySource, _ options: DataURIDecoder.Options = .init()) async throws -> SourceRecord
    {
        try await intake(options).take(source, key: "asset")
    }

    private func spooled() throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: spool.directory.spool("asset"))))
    }

    private static func uri(_ bytes: [UInt8]) -> String {
        "data:video/webm;codecs=vp8,opus;base64,\(Data(bytes).base64EncodedString())"
    }

    private static func pieces(_ bytes: [UInt8], _ size: Int) -> AsyncStream<[UInt8]> {
        AsyncStream { continuation in
            for start in stride(from: 0, to: bytes.count, by: size) {
                continuation.yield(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            continuation.finish()
        }
    }

    @Test("a data URI in text goes to the spool as what it stands for", arguments: [1, 2, 3, 1000, 200_000])
    func text(count: Int) async throws {
        let bytes = content(count)
        let record = try await taken(.dataURI(Self.uri(bytes), name: "answer"))
        #expect(record.kind == .dataURI && record.name == "answer" && record.mediaType == "video/webm")
        #expect(record.bytes == Int64(count) && record.sha256 == sha256(bytes))
        #expect(record.path == nil && record.spoolKey == "asset")
        #expect(try spooled() == bytes)
        #expect(try scratch.mode("state/spool/asset") == 0o600)
    }

    @Test("a file that holds a data URI is found by its content")
    func fileWithDataURI() async throws {
        let bytes = content(50_000)
        let path = try scratch.file("note.txt", Array(Self.uri(bytes).utf8))
        let record = try await taken(.file(path: path))
        #expect(record.kind == .dataURI && record.name == "note.txt" && record.path == nil)
        #expect(try spooled() == bytes)
    }

    @Test("a regular file is read in place and never copied")
    func file() async throws {
        let bytes = content(50_000)
        let path = try scratch.file("answer.webm", bytes)
        let record = try await taken(.file(path: path))
        #expect(record.kind == .file && record.path?.hasSuffix("/answer.webm") == true && record.spoolKey == nil)
        #expect(record.identity == FileStatus.of(path: path)?.identity)
        #expect(record.sha256 == sha256(bytes))
        #expect(scratch.names("state/spool") == [])
    }

    @Test("a stream is the same in whatever pieces it comes", arguments: [1, 7, 63, 64, 65, 1000, 100_000])
    func stream(size: Int) async throws {
        let bytes = content(size < 100 ? 300 : 5000)
        let record = try await taken(.stream(Self.pieces(bytes, size), name: "live", mediaType: "audio/ogg"))
        #expect(record.kind == .stream && record.mediaType == "audio/ogg")
        #expect(record.sha256 == sha256(bytes))
        #expect(try spooled() == bytes)
    }

    @Test("a data URI in a stream may be cut anywhere", arguments: Array(1...80) + [999])
    func cutDataURI(size: Int) async throws {
        let bytes = content(700)
        let record = try await taken(.stream(Self.pieces(Array(Self.uri(bytes).utf8), size), name: "live"))
        #expect(record.kind == .dataURI && record.mediaType == "video/webm")
        #expect(try spooled() == bytes)
    }

    @Test("a stream shorter than any prefix is taken as it is", arguments: [1, 4, 63])
    func short(count: Int) async throws {
        let bytes = content(count)
        #expect(try await taken(.stream(Self.pieces(bytes, 10), name: "live")).bytes == Int64(count))
        #expect(try spooled() == bytes)
    }

    @Test("a pipe is read to its end")
    func pipe() async throws {
        let path = scratch.path("fifo")
        #expect(mkfifo(path, 0o600) == 0)
        let bytes = content(300_000)
        let writer = Thread { try? Data(bytes).write(to: URL(filePath: path)) }
        writer.start()
        let record = try await taken(.file(path: path))
        #expect(record.kind == .stream && record.sha256 == sha256(bytes))
    }

    @Test("an empty source is named as such", arguments: ["file", "stream", "dataURI"])
    func empty(kind: String) async throws {
        let source: FerrySource =
            switch kind {
            case "file": .file(path: try scratch.file("empty.webm", []))
            case "stream": .stream(Self.pieces([], 1), name: "live")
            default: .dataURI("data:video/webm;base64,", name: "live")
            }
        let error = await #expect(throws: FerryError.self) { _ = try await taken(source) }
        #expect(error?.code == (kind == "dataURI" ? .dataURIEmpty : .sourceEmpty))
        #expect(error?.input == source.label)
        #expect(scratch.names("state/spool") == [])
    }

    @Test("a source above the limit is refused, and nothing of it stays", arguments: ["file", "stream", "dataURI"])
    func tooLarge(kind: String) async throws {
        let bytes = content(1001)
        let source: FerrySource =
            switch kind {
            case "file": .file(path: try scratch.file("big.webm", bytes))
            case "stream": .stream(Self.pieces(bytes, 100), name: "live")
            default: .dataURI(Self.uri(bytes), name: "live")
            }
        let error = await #expect(throws: FerryError.self) { _ = try await taken(source, .init(maxDecodedBytes: 1000)) }
        #expect(error?.code == .sourceTooLarge)
        #expect(scratch.names("state/spool") == [])
        if kind != "file" { #expect(try await taken(.stream(Self.pieces(content(1000), 1), name: "x")).bytes == 1000) }
    }

    @Test("a path that is no source is named as such")
    func noSource() async throws {
        let missing = await #expect(throws: FerryError.self) { _ = try await taken(.file(path: scratch.path("no"))) }
        #expect(missing?.code == .sourceNotFound && missing?.input == scratch.path("no"))
        let directory = await #expect(throws: FerryError.self) { _ = try await taken(.file(path: scratch.path)) }
        #expect(directory?.code == .sourceIsDirectory)
        let bad = await #expect(throws: FerryError.self) {
            _ = try await taken(.dataURI("data:video/webm;base64,AA*A", name: "bad"))
        }
        #expect(bad?.code == .dataURIBadBase64 && bad?.offset == 25 && bad?.input == "bad")
        #expect(scratch.names("state/spool") == [])
    }

    @Test("a stream that fails in the middle leaves nothing, and its reason is named")
    func failing() async throws {
        struct Broken: Error, CustomStringConvertible { var description: String { "the tape tore" } }
        let stream = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield(content(1000))
            continuation.finish(throwing: Broken())
        }
        let error = await #expect(throws: FerryError.self) { _ = try await taken(.stream(stream, name: "live")) }
        #expect(error?.code == .sourceUnreadable && error?.message.contains("the tape tore") == true)
        #expect(scratch.names("state/spool") == [])
    }

    @Test("a stream that ends because its reader was cancelled is no whole source")
    func cancelledStream() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        continuation.yield(content(1000))
        let intake = intake()
        let task = Task { () -> FerryError? in
            do throws(FerryError) {
                _ = try await intake.take(.stream(stream, name: "live"), key: "asset")
                return nil
            } catch { return error }
        }
        while scratch.names("state/spool").isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(scratch.names("state/spool") == [])
    }

    @Test("a pipe that gives nothing can be given up")
    func cancelledPipe() async throws {
        let path = scratch.path("fifo")
        #expect(mkfifo(path, 0o600) == 0)
        let writer = open(path, O_RDWR)
        defer { close(writer) }
        let intake = intake()
        let task = Task { () -> FerryError? in
            do throws(FerryError) {
                _ = try await intake.take(.file(path: path), key: "asset")
                return nil
            } catch { return error }
        }
        while scratch.names("state/spool").isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(scratch.names("state/spool") == [])
    }

    @Test("a job is accepted only when its bytes are in the spool and its row in the store")
    func acceptedWhenDurable() async throws {
        let image = CrashImage { if case .jobAccepted = $0.kind { true } else { false } }
        try await TestRoad.walk { road in
            let bytes = content(3000)
            try await image.run(.dataURI(Self.uri(bytes)), on: road)
            let jobs = try #require(try await image.store?.jobs(in: [.accepted], limit: 9))
            let key = try #require(jobs.first?.source.spoolKey)
            let spooled = try Data(contentsOf: URL(filePath: road.scratch.path("\(CrashImage.folder)/spool/\(key)")))
            #expect(jobs.count == 1 && Array(spooled) == bytes)
        }
    }

    @Test("the sink's memory does not follow the size of pieces")
    func constantMemory() throws {
        let sink = try SpoolSink(spool: spool, key: "asset", options: .init(), content: .unknown)
        let text = Array(Self.uri(content(3 << 20)).utf8)
        try text.withUnsafeBytes { try sink.append($0) }
        #expect(sink.heldBytes <= 2 * SpoolSink.stepBytes)
        #expect(try sink.finish().bytes == 3 << 20)
    }
}
