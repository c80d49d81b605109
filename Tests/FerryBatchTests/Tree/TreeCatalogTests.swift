import FerryCore
import Foundation
import Testing

@testable import FerryBatch

@Suite struct TreeCatalogTests {
    private func names(_ tree: ScratchTree, _ options: TreeOptions = TreeOptions(), page: Int = 3) async throws
        -> [String]
    {
        try await findings(tree, options, page: page).compactMap { finding in
            if case .entry(let entry) = finding { entry.name } else { nil }
        }
    }

    private func findings(_ tree: ScratchTree, _ options: TreeOptions, page: Int) async throws -> [CatalogFinding] {
        let cursor = try await TreeCatalog(root: tree.path, options: options).open()
        var found: [CatalogFinding] = []
        while case let next = try await cursor.next(page), !next.isEmpty {
            #expect(next.count <= page)
            found += next
        }
        return found
    }

    @Test("regular files come in order, folder by folder, hidden ones and links left out")
    func walks() async throws {
        let tree = try ScratchTree()
        for name in ["b.webm", "a/z.webm", "a/b/c.webm", "a.webm", ".hidden/x", ".x", "c/1", "c/2"] {
            try tree.file(name)
        }
        try FileManager.default.createSymbolicLink(atPath: tree.path("link"), withDestinationPath: tree.path("c"))
        try FileManager.default.createSymbolicLink(
            atPath: tree.path("l.webm"), withDestinationPath: tree.path("a.webm"))
        try FileManager.default.createDirectory(atPath: tree.path("empty"), withIntermediateDirectories: false)
        #expect(mkfifo(tree.path("pipe"), 0o600) == 0)
        let plain = ["a/b/c.webm", "a/z.webm", "a.webm", "b.webm", "c/1", "c/2"]
        #expect(try await names(tree) == plain)
        #expect(try await names(tree, TreeOptions(takesHidden: true)) == [".hidden/x", ".x"] + plain)
        #expect(try await names(tree, TreeOptions(followsLinks: true)) == plain + ["l.webm", "link/1", "link/2"])
        #expect(try await names(tree, TreeOptions(leavesOut: [tree.path("a")])) == ["a.webm", "b.webm", "c/1", "c/2"])
    }

    @Test("a link that leads back to where it is in leads nowhere")
    func loops() async throws {
        let tree = try ScratchTree()
        try tree.file("a/x")
        try FileManager.default.createSymbolicLink(atPath: tree.path("a/up"), withDestinationPath: "..")
        #expect(try await names(tree, TreeOptions(followsLinks: true)) == ["a/x"])
    }

    @Test("an entry says where it is, its size, and its version to the nanosecond")
    func tells() async throws {
        let tree = try ScratchTree()
        try tree.file("a/x", "four")
        let found = try await findings(tree, TreeOptions(), page: 9)
        guard case .entry(let entry) = found.first else { throw CancellationError() }
        var status = stat()
        #expect(stat(tree.path("a/x"), &status) == 0)
        #expect(entry.bytes == 4)
        #expect(entry.version == "\(Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))")
        #expect(entry.place == .file(URL(filePath: tree.path("a/x")).resolvingSymlinksInPath().path))
        #expect(entry.folder == "a")
    }

    @Test("a name that is no UTF-8 is named as a fault, and the rest goes on")
    func oddNames() async throws {
        let tree = try ScratchTree()
        try tree.file("a")
        let odd = Array("\(tree.path)/b".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
        let descriptor = open(odd, O_CREAT | O_WRONLY, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)
        try tree.file("c")
        let found = try await findings(tree, TreeOptions(), page: 9)
        #expect(found.count == 3)
        guard case .fault(_, let error) = found[1] else { throw CancellationError() }
        #expect(error.code == .sourceUnreadable)
    }

    @Test("what is no directory is refused")
    func refuses() async throws {
        let tree = try ScratchTree()
        #expect(throws: FerryError.self) { try TreeCatalog(root: tree.path("none")) }
        try tree.file("x")
        let catalog = try TreeCatalog(root: tree.path("x"))
        await #expect(throws: FerryError.self) { _ = try await catalog.open() }
    }
}
