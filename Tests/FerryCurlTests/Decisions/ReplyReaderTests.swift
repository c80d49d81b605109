import HTTPTypes
import Testing

@testable import FerryCurl

@Suite struct ReplyReaderTests {
    private func read(_ lines: [String]) -> (ReplyReader, [ReplyReader.Event]) {
        var reader = ReplyReader()
        let events = lines.map { reader.line(Array($0.utf8)) }
        return (reader, events.filter { $0 != .none })
    }

    @Test("a final reply is read with its fields in order")
    func final() {
        let (reader, events) = read([
            "HTTP/1.1 204 No Content\r\n", "Upload-Offset: 70\r\n", "Set-X:a\r\n", "set-x:  b \t\r\n", "\r\n",
        ])
        #expect(events == [.final])
        #expect(reader.isFinalComplete)
        #expect(reader.final?.status == .noContent)
        #expect(reader.final?.headerFields.map(\.value) == ["70", "a", "b"])
        #expect(reader.final?.headerFields[values: HTTPField.Name("set-x") ?? .accept] == ["a", "b"])
    }

    @Test("interim replies come before, each with its own fields")
    func interim() {
        let (reader, events) = read([
            "HTTP/1.1 100 Continue\r\n", "\r\n", "HTTP/2 104 \r\n", "upload-offset: 5\r\n", "\r\n", "HTTP/2 201 \r\n",
            "location: /a\r\n", "\r\n",
        ])
        let offset = HTTPField.Name("Upload-Offset") ?? .accept
        #expect(
            events == [.interim(status: 100, fields: [:]), .interim(status: 104, fields: [offset: "5"]), .final])
        #expect(reader.final?.headerFields == [.location: "/a"])
    }

    @Test(
        "what is no field is skipped",
        arguments: [
            "no colon\r\n", ": no name\r\n", "sp ace: x\r\n", "\u{7f}: x\r\n", " folded: x\r\n", "\u{0}\r\n",
            "é: x\r\n",
        ])
    func skipped(line: String) {
        let (reader, events) = read(["HTTP/1.1 200 OK\r\n", line, "A: 1\r\n", "\r\n"])
        #expect(events == [.final])
        #expect(reader.final?.headerFields.count == 1)
    }

    @Test("any byte is allowed in a value, and a value may be empty")
    func oddValues() {
        var reader = ReplyReader()
        _ = reader.line(Array("HTTP/1.1 200 \u{e9}\r\n".utf8))
        _ = reader.line(Array("A: ".utf8) + [0xff, 0xfe, 0] + Array("\r\n".utf8))
        _ = reader.line(Array("B:\r\n".utf8))
        #expect(reader.line(Array("\r\n".utf8)) == .final)
        #expect(reader.final?.headerFields.count == 2)
        #expect(reader.final?.headerFields[HTTPField.Name("B") ?? .accept] == "")
    }

    @Test(
        "a status line that is none leaves no reply",
        arguments: ["HTTP/1.1\r\n", "HTTP/1.1 abc\r\n", "HTTP/1.1 99 x\r\n", "HTTP/1.1 1000 x\r\n", "http/1.1 200\r\n"])
    func badStatus(line: String) {
        let (reader, events) = read([line, "A: 1\r\n", "\r\n"])
        #expect(events.isEmpty)
        #expect(reader.final == nil)
    }

    @Test("trailers after the body change nothing")
    func trailers() {
        let (reader, events) = read(["HTTP/1.1 200 OK\r\n", "\r\n", "Digest: x\r\n", "\r\n"])
        #expect(events == [.final])
        #expect(reader.final?.headerFields.isEmpty == true)
    }

    @Test("a header without end is cut off, many fields are not all kept")
    func bounds() {
        var reader = ReplyReader()
        _ = reader.line(Array("HTTP/1.1 200 OK\r\n".utf8))
        for _ in 0..<3000 { #expect(reader.line(Array("A: 1\r\n".utf8)) == .none) }
        #expect(reader.final?.headerFields.count == ReplyReader.maxFields)
        var last = ReplyReader.Event.none
        for _ in 0..<300 where last == .none { last = reader.line([UInt8](repeating: 65, count: 1000)) }
        #expect(last == .tooLarge)
    }
}
