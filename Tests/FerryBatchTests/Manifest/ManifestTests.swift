import FerryCore
import Foundation
import Testing

@testable import FerryBatch

@Suite struct ManifestTests {
    private func read(
        _ text: String, _ format: ManifestFormat? = nil
    ) throws -> [(line: Int, row: ManifestRow?, fault: String?)] {
        let tree = try ScratchTree()
        let path = try tree.file("manifest", text)
        var reader = try ManifestReader(path: path, format: format)
        var found: [(line: Int, row: ManifestRow?, fault: String?)] = []
        while let next = try reader.next() {
            switch next.row {
            case .success(let row): found.append((next.line, row, nil))
            case .failure(let fault): found.append((next.line, nil, fault.reason))
            }
        }
        return found
    }

    @Test("CSV with a header in any order, quotes, line breaks in fields, and blank lines")
    func csv() throws {
        let found = try read(
            "\u{FEFF}name,source,metadata.topic,preset\r\n\"a, b.mp4\",x.webm,\"two\nlines\",voice\r\n\r\n,\"say \"\"hi\"\".webm\",,\r\n"
        )
        #expect(found.map(\.line) == [2, 5])
        #expect(found[0].row?.source == "x.webm" && found[0].row?.name == "a, b.mp4")
        #expect(found[0].row?.preset == .voice && found[0].row?.metadata == ["topic": "two\nlines"])
        #expect(found[1].row == ManifestRow(source: "say \"hi\".webm"))
    }

    @Test("tabs and semicolons separate too, where the header does")
    func delimiters() throws {
        for separator in ["\t", ";"] {
            let found = try read(["source\(separator)preset", "a b\(separator)none"].joined(separator: "\n"))
            #expect(found.first?.row?.source == "a b" && found.first?.row?.preset == Preset.none)
        }
    }

    @Test(
        "what is wrong with a line is said with its number, and the rest goes on",
        arguments: [
            ("source,preset\na,none,x\nb,none", 2, "3 fields"), ("source,preset\na\nb,none", 2, "1 fields"),
            ("source,preset\na,big\nb,none", 2, "no preset big"), ("source,preset\n,none\nb,none", 2, "no source"),
            ("{\"source\":\"a\",\"x\":1}\n{\"source\":\"b\"}", 1, "unknown key x"),
            ("{\"source\":\n{\"source\":\"b\"}", 1, "no JSON"),
            ("{\"name\":\"a\"}\n{\"source\":\"b\"}", 1, "no source"),
            ("{\"source\":[1]}\n{\"source\":\"b\"}", 1, "JSON"),
            ("{\"source\":\"a\",\"metadata\":{\"ä\":\"1\"}}\n{\"source\":\"b\"}", 1, "metadata key"),
        ])
    func faults(_ text: String, _ line: Int, _ words: String) throws {
        let found = try read(text)
        #expect(found.count == 2)
        #expect(found[0].line == line && found[0].fault?.contains(words) == true, "\(found[0])")
        #expect(found[1].row?.source == "b")
    }

    @Test("a quote that is never closed ends the manifest at its line, and no more")
    func openQuote() throws {
        let found = try read("source\na\n\"b\nc\n")
        #expect(found.map(\.line) == [2, 3] && found[1].fault?.contains("never closed") == true)
    }

    @Test(
        "a header that cannot be used ends the reading",
        arguments: ["source,nmae\na,b", "source,source\na,b", "source,\"metadata.a b\"\na,b"])
    func headers(_ text: String) { #expect(throws: FerryError.self) { try read(text) } }

    @Test("an empty CSV has no header, an empty list has no rows")
    func empty() throws {
        #expect(throws: FerryError.self) { try read("\n", .csv) }
        #expect(try read("\n", .list).isEmpty)
    }

    @Test("a list has a source in each line, spaces and all")
    func list() throws {
        #expect(try read("a b.webm\n\n/c.webm").compactMap(\.row?.source) == ["a b.webm", "/c.webm"])
    }

    @Test("bytes that are no text and lines without end are faults")
    func bytes() throws {
        let tree = try ScratchTree()
        let path = tree.path("m")
        try Data(
            [0x61, 0x0A, 0xFF, 0x0A] + [UInt8](repeating: 0x62, count: LineReader.maxLineBytes + 5) + [0x0A, 0x63]
        )
        .write(to: URL(filePath: path))
        var reader = try ManifestReader(path: path, format: .list)
        var faults: [String] = []
        var sources: [String] = []
        while let next = try reader.next() {
            switch next.row {
            case .success(let row): sources.append(row.source)
            case .failure(let fault): faults.append("\(next.line) \(fault.reason)")
            }
        }
        #expect(sources == ["a", "c"])
        #expect(faults == ["2 it is no UTF-8", "3 it has more than 1048576 bytes"])
    }

    @Test("the format is told by the file's name, then by its first line")
    func formats() {
        #expect(ManifestFormat(fileName: "a.CSV") == .csv && ManifestFormat(fileName: "a.ndjson") == .jsonl)
        #expect(ManifestFormat(fileName: "a") == nil)
        #expect(ManifestFormat(firstLine: "name,source") == .csv && ManifestFormat(firstLine: " {") == .jsonl)
        #expect(ManifestFormat(firstLine: "source.webm") == .list && ManifestFormat(firstLine: "/a,b") == .list)
    }

    @Test("rows become entries: files with their size, folders without a slash in front, faults with their line")
    func catalog() async throws {
        let tree = try ScratchTree()
        let file = try tree.file("in/a.webm", "1234")
        let path = try tree.file(
            "list.jsonl",
            """
            {"source": "\(file)", "metadata.k": "v"}
            {"source": "\(file)", "name": "other.webm"}
            {"source": "\(tree.path("none"))"}
            {"source": "\(tree.path("in"))"}
            {"source": "s3://bucket/key.webm"}
            """)
        let cursor = try await ManifestCatalog(path: path).open()
        var found: [CatalogFinding] = []
        while case let page = try await cursor.next(2), !page.isEmpty { found += page }
        #expect(found.count == 5)
        guard case .entry(let first) = found[0], case .entry(let second) = found[1], case .entry(let last) = found[4]
        else { throw CancellationError() }
        #expect(first.bytes == 4 && first.metadata == ["k": "v"] && first.name == String(file.dropFirst()))
        #expect(second.name != first.name && second.objectName == "other.webm")
        #expect(last.place == .object("s3://bucket/key.webm"))
        for (finding, code) in [(found[2], FerryError.Code.sourceNotFound), (found[3], .sourceIsDirectory)] {
            guard case .fault(let name, let error) = finding else { throw CancellationError() }
            #expect(error.code == code && name.hasPrefix(path + ":"))
        }
    }
}
