import FerryCore
import Foundation
import Testing

@testable import FerryBatch

@Suite struct ReplacementTests {
    private let tree: ScratchTree
    private let staged: String

    init() throws {
        tree = try ScratchTree()
        staged = try tree.file("staged", "smaller")
    }

    private func replacement(_ fileExtension: String = "webm", sha256: String? = nil) throws -> Replacement {
        Replacement(
            staged: staged, sha256: try sha256 ?? Replacement.sha256(of: staged), bytes: 7, fileExtension: fileExtension
        )
    }

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: tree.path).sorted() }

    @Test("a rendition takes the place with mode and times of the recording")
    func takes() throws {
        let path = try tree.file("a.webm", "the recording")
        #expect(chmod(path, 0o640) == 0)
        let old = Date(timeIntervalSince1970: 1_600_000_000)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
        let original = try OriginalFile(path: path)
        let replacement = try replacement()
        #expect(replacement.target(of: path) == path)
        let part = try replacement.place(beside: original)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "the recording")
        try replacement.swap(part, for: original, target: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "smaller")
        let now = try FileManager.default.attributesOfItem(atPath: path)
        #expect(now[.modificationDate] as? Date == old)
        #expect((now[.posixPermissions] as? Int) == 0o640)
        #expect(try names() == ["a.webm", "staged"])
    }

    @Test("another kind of file gets its own extension, and the recording goes last")
    func extensions() throws {
        let path = try tree.file("a.webm", "the recording")
        let original = try OriginalFile(path: path)
        let replacement = try replacement("mp4")
        let target = replacement.target(of: path)
        #expect(target == tree.path("a.mp4"))
        try replacement.swap(try replacement.place(beside: original), for: original, target: target)
        #expect(try names() == ["a.mp4", "staged"])
        #expect(try self.replacement("").target(of: "/x/a.webm") == "/x/a.webm")
        #expect(try self.replacement("WEBM").target(of: "/x/a.webm") == "/x/a.webm")
    }

    @Test("a file that stands at the new name stays, and so does the recording")
    func taken() throws {
        let path = try tree.file("a.webm", "the recording")
        try tree.file("a.mp4", "of somebody else")
        let original = try OriginalFile(path: path)
        let replacement = try replacement("mp4")
        let part = try replacement.place(beside: original)
        do throws(FerryError) {
            try replacement.swap(part, for: original, target: tree.path("a.mp4"))
            Issue.record("it was replaced")
        } catch {
            #expect(error.code == .destinationConflict)
        }
        #expect(try names() == ["a.mp4", "a.webm", "staged"])
        #expect(try String(contentsOfFile: tree.path("a.mp4"), encoding: .utf8) == "of somebody else")
    }

    @Test("a rendition that does not read back as it should leaves the recording and nothing else")
    func damaged() throws {
        let path = try tree.file("a.webm", "the recording")
        let original = try OriginalFile(path: path)
        let replacement = try replacement(sha256: String(repeating: "0", count: 64))
        do throws(FerryError) {
            _ = try replacement.place(beside: original)
            Issue.record("it was placed")
        } catch {
            #expect(error.code == .verifyChecksum)
        }
        #expect(try names() == ["a.webm", "staged"])
    }

    @Test("a recording that changed meanwhile is not replaced")
    func changed() throws {
        let path = try tree.file("a.webm", "the recording")
        let original = try OriginalFile(path: path)
        let replacement = try replacement()
        let part = try replacement.place(beside: original)
        try tree.file("a.webm", "the recording grows")
        do throws(FerryError) {
            try replacement.swap(part, for: original, target: path)
            Issue.record("it was replaced")
        } catch {
            #expect(error.code == .sourceChanged)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "the recording grows")
        #expect(try names() == ["a.webm", "staged"])
    }

    @Test("links and files with two names are refused")
    func links() throws {
        let path = try tree.file("a.webm", "the recording")
        #expect(symlink(path, tree.path("soft.webm")) == 0)
        #expect(throws: FerryError.self) { _ = try OriginalFile(path: tree.path("soft.webm")).bytes }
        #expect(link(path, tree.path("hard.webm")) == 0)
        let error = #expect(throws: FerryError.self) { _ = try OriginalFile(path: path).bytes }
        #expect(error?.message.contains("2 names") == true && error?.disposition == .giveUp)
    }
}
