import FerryCore
import Foundation
import Testing

@testable import FerryPipeline
@testable import FerrySessions

@Suite(.timeLimit(.minutes(1))) struct UploadReferenceTests {
    private let state: ScratchState

    init() throws { state = try ScratchState() }

    /// Uploads by their URLs, each of one user.
    private struct Shelf: FinishedUploads {
        var files: [String: UploadedFile] = [:]

        func finishedUpload(at url: String, ofUser user: String?) async throws(FerryError) -> UploadedFile? {
            user == "anna" ? files[url] : nil
        }
    }

    private func upload(_ bytes: [UInt8], folder: String? = nil) throws -> UploadedFile {
        let path = "\(folder ?? state.path)/content-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(filePath: path))
        return UploadedFile(path: path, bytes: Int64(bytes.count), sha256: sha256(bytes), mediaType: "video/webm")
    }

    private func take(
        _ text: String, _ shelf: Shelf?, user: String = "anna", limits: IntakeLimits = IntakeLimits()
    ) async throws(FerryError) -> TakenAnswer {
        let intake = AnswerIntake(.json, spool: state.spool, limits: limits, uploads: shelf, user: user)
        try await intake.append(Array(text.utf8))
        return try await intake.finish()
    }

    private static let text = "{\"questionId\":\"q\",\"videoUpload\":\"/files/1\"}"

    @Test("a finished upload is the answer's media under a second name, and outlives the upload")
    func linked() async throws {
        let bytes = content(5000)
        let file = try upload(bytes)
        let answer = try await take(Self.text, Shelf(files: ["/files/1": file]))
        let source = try #require(answer.media.first).source
        #expect(answer.media.count == 1 && answer.media[0].kind == .video)
        #expect(source.bytes == 5000 && source.sha256 == sha256(bytes) && source.mediaType == "video/webm")
        let key = try #require(source.spoolKey)
        #expect(
            FileStatus.of(path: file.path)?.identity.inode
                == FileStatus.of(path: state.directory.spool(key))?.identity.inode)
        try FileManager.default.removeItem(atPath: file.path)
        #expect(state.bytes(key) == bytes)
        let sent = AnswerIntake(.json, spool: state.spool)
        try await sent.append(Array("{\"videoDataUri\":\"\(dataURI(bytes))\",\"questionId\":\"q\"}".utf8))
        #expect(try await sent.finish().contentSHA256 == answer.contentSHA256)
    }

    @Test("an upload on another file system is copied as it is", .enabled(if: access("/dev/shm", W_OK) == 0))
    func copied() async throws {
        let bytes = Array(dataURI([1, 2, 3]).utf8)
        let file = try upload(bytes, folder: "/dev/shm")
        defer { try? FileManager.default.removeItem(atPath: file.path) }
        let answer = try await take(Self.text, Shelf(files: ["/files/1": file]))
        #expect(state.bytes(try #require(answer.media[0].source.spoolKey)) == bytes)
        // What is not what was finished is no answer.
        try Data(content(bytes.count)).write(to: URL(filePath: file.path))
        let error = await #expect(throws: FerryError.self) {
            try await take(Self.text, Shelf(files: ["/files/1": file]))
        }
        #expect(error?.code == .sourceChanged && error?.input == "videoUpload")
        #expect(state.spooled.count == 1)
    }

    @Test("an upload that is not there, unfinished, of another user, gone, empty or too large is refused by its field")
    func refused() async throws {
        let file = try upload(content(100))
        let shelf = Shelf(files: ["/files/1": file])
        var gone = file
        gone.path += "x"
        var longer = file
        longer.bytes = 101
        let cases: [(Shelf?, String, IntakeLimits, FerryError.Code)] = [
            (nil, "anna", .init(), .requestUnprocessable), (Shelf(), "anna", .init(), .requestUnprocessable),
            (shelf, "bert", .init(), .requestUnprocessable),
            (Shelf(files: ["/files/1": gone]), "anna", .init(), .sourceNotFound),
            (Shelf(files: ["/files/1": longer]), "anna", .init(), .sourceChanged),
            (Shelf(files: ["/files/1": try upload([])]), "anna", .init(), .sourceEmpty),
            (shelf, "anna", .init(mediaBytes: 99), .sourceTooLarge),
        ]
        for (shelf, user, limits, code) in cases {
            let error = await #expect(throws: FerryError.self) {
                try await take(Self.text, shelf, user: user, limits: limits)
            }
            #expect(error?.code == code && error?.input == "videoUpload")
            #expect(state.spooled == [])
        }
        #expect(FileManager.default.fileExists(atPath: file.path))
    }

    @Test("nothing stays of an answer whose second upload is refused")
    func half() async throws {
        let shelf = Shelf(files: ["/files/1": try upload(content(100))])
        let text = "{\"videoUpload\":\"/files/1\",\"audioUpload\":\"/files/2\"}"
        let error = await #expect(throws: FerryError.self) { try await take(text, shelf) }
        #expect(error?.input == "audioUpload")
        #expect(state.spooled == [])
    }
}
