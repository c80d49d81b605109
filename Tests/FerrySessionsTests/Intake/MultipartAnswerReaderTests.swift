import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerrySessions

@Suite(.timeLimit(.minutes(1))) struct MultipartAnswerReaderTests {
    private static func framing(_ boundary: String) throws -> AnswerFraming {
        .multipart(boundary: try #require(MultipartBoundary(boundary)))
    }

    /// A form whose video holds whatever looks like its end.
    private static func whole(_ boundary: String) -> (body: [UInt8], video: [UInt8]) {
        let tricks = [
            "\r", "\r\n", "\r\r\n", "\r\n-", "\r\n--", "\r\n--\(boundary.dropLast())", "\n--\(boundary)\r\n",
            "--\(boundary)--", "\r\r\n--\(boundary.dropLast())\r\n--", "\r\n\r\n",
        ]
        let video = Array(tricks.joined(separator: "~").utf8) + [0, 255, 13, 10, 13]
        var form = FormBody(boundary: boundary)
        form.add("questionId", "q-1")
        form.add("questionIndex", "3")
        form.add("responseText", "Grüße\r\nund mehr")
        form.add("nonsense", "what")
        form.add(file: video, "video", fileName: "a\\\"b; name=evil.webm", type: "Video/WebM;codecs=vp8")
        form.add("uploadImmediately", "false")
        form.add("audioDataUri", "data:audio/ogg;base64,T2dn")
        return (form.whole, video)
    }

    @Test("all parts are read, in whatever pieces they come", arguments: ["AaB03x", "----WebKitFormBoundary7MA4", "x"])
    func parts(boundary: String) throws {
        let (body, video) = Self.whole(boundary)
        let framing = try Self.framing(boundary)
        let answer = try RecordedAnswer.read(body, framing)
        #expect(
            answer.fields == [
                .questionId: .form("q-1"), .questionIndex: .form("3"), .responseText: .form("Grüße\r\nund mehr"),
                .uploadImmediately: .form("false"),
            ])
        #expect(answer.media.count == 2)
        #expect(answer.media[0].bytes == video && answer.media[0].form == .bytes(mediaType: "video/webm"))
        #expect(answer.media[1].form == .dataURI && answer.media[1].bytes == Array("data:audio/ogg;base64,T2dn".utf8))
        for size in [1, 2, 3, 5, 7, 64] { #expect(try RecordedAnswer.read(body.pieces(of: size), framing) == answer) }
        for cut in body.everyCut { #expect(try RecordedAnswer.read(cut, framing) == answer) }
    }

    @Test("a form that ends early is refused wherever it ends")
    func truncated() throws {
        let body = Self.whole("AaB03x").body
        let framing = try Self.framing("AaB03x")
        for end in 0..<(body.count - 2) {
            #expect(RecordedAnswer.refusal([body[..<end]], framing)?.code == .requestMalformed, "at \(end)")
        }
        // The end of the last line is no part of the last boundary.
        #expect(RecordedAnswer.refusal([body[..<(body.count - 2)]], framing) == nil)
    }

    private static let head = "Content-Disposition: form-data; name=\"questionId\""

    @Test(
        "what is no form is refused",
        arguments: [
            "", "--B", "--B\r\n", "--B--x--B\r\n\r\n", "--Bx\r\n\(head)\r\n\r\nq\r\n--B--",
            "--B-\r\n\(head)\r\n\r\nq\r\n--B--",
            "--B\n\(head)\n\nq\n--B--", "--B\r\n\(head)\n\r\nq\r\n--B--", "--B\r\n\(head)\r\rx\r\n\r\nq\r\n--B--",
            "--B\r\n\r\nq\r\n--B--", "--B\r\nContent-Disposition: attachment; name=\"questionId\"\r\n\r\nq\r\n--B--",
            "--B\r\nContent-Disposition: form-data\r\n\r\nq\r\n--B--", "--B\r\nno header\r\n\r\nq\r\n--B--",
            "--B\r\n: x\r\n\(head)\r\n\r\nq\r\n--B--", "--B\r\n\(head)\r\n\(head)\r\n\r\nq\r\n--B--",
            "--B\r\n\(head); name=\"responseText\"\r\n\r\nq\r\n--B--", "--B\r\n\(head)x\r\n\r\nq\r\n--B--",
            "--B\r\nContent-Disposition: form-data; name=\"questionId\r\n\r\nq\r\n--B--",
            "--B\r\n\(head)\r\n\r\nq\r\n--B\r\n\(head)\r\n\r\nq\r\n--B--", "--B\r\n\(head)\r\n\r\nq\r\n--Bx\r\n--B--",
            "--B\r\n\(head)\r\nContent-Transfer-Encoding: base64\r\n\r\nq\r\n--B--",
            "--B\r\n\(head)\0\r\n\r\nq\r\n--B--",
            "--B\r\n\(head)\r\nContent-Type: text/plain; x\r\n\r\nq\r\n--B--",
        ])
    func malformed(text: String) throws {
        let framing = try Self.framing("B")
        let body = Array(text.utf8)
        guard text != "--B--x--B\r\n\r\n" else { return #expect(RecordedAnswer.refusal([body[...]], framing) == nil) }
        #expect(RecordedAnswer.refusal([body[...]], framing)?.code == .requestMalformed)
        #expect(RecordedAnswer.refusal(body.pieces(of: 1), framing)?.code == .requestMalformed)
    }

    @Test(
        "what programs write beside the rule is taken",
        arguments: [
            "preamble\r\n--B\r\n\(head)\r\n\r\nq\r\n--B--\r\nepilogue --B\r\n",
            "\r\n--B \t \r\n\(head)\r\n\r\nq\r\n--B--", "--B\r\n\(head);\r\n\r\nq\r\n--B--",
            "--B\r\ncontent-disposition:FORM-DATA;NAME=questionId\r\n\r\nq\r\n--B--",
            "--B\r\n\(head)\r\nContent-Type: text/plain; charset=utf-8\r\nX-Other: 1\r\n\r\nq\r\n--B--",
        ])
    func lenient(text: String) throws {
        let answer = try RecordedAnswer.read(Array(text.utf8), try Self.framing("B"))
        #expect(answer.fields == [.questionId: .form("q")])
    }

    @Test("a part without content is empty, with or without its own end of line")
    func empty() throws {
        let framing = try Self.framing("B")
        for text in ["--B\r\n\(Self.head)\r\n\r\n\r\n--B--", "--B\r\n\(Self.head)\r\n\r\n--B--"] {
            let body = Array(text.utf8)
            for cut in body.everyCut {
                #expect(try RecordedAnswer.read(cut, framing).fields == [.questionId: .form("")])
            }
        }
    }

    @Test("a file that was not chosen counts as left out, an empty one is named")
    func emptyFile() throws {
        var form = FormBody(boundary: "B")
        form.add(file: [], "video", fileName: "", type: "application/octet-stream")
        #expect(try RecordedAnswer.read(form.whole, try Self.framing("B")) == RecordedAnswer())
        var named = FormBody(boundary: "B")
        named.add(file: [], "video", fileName: "a.webm", type: "video/webm")
        let error = RecordedAnswer.refusal([named.whole[...]], try Self.framing("B"))
        #expect(error?.code == .sourceEmpty && error?.input == "video")
    }

    @Test("everything beside files is bounded: headers, text, parts, what is passed over")
    func limits() throws {
        let limits = IntakeLimits(textBytes: 100, nameBytes: 50, fieldBytes: 2000, headerBytes: 300, fields: 3)
        let framing = try Self.framing("B")
        func form(_ change: (inout FormBody) -> Void) -> [UInt8] {
            var form = FormBody(boundary: "B")
            change(&form)
            return form.whole
        }
        let long = String(repeating: "x", count: 101)
        for body in [
            form { $0.add("responseText", long) }, form { $0.add(String(repeating: "n", count: 300), "") },
            form { form in for index in 0..<4 { form.add("f\(index)", "") } },
            form { $0.add("other", String(repeating: "y", count: 2000)) },
            Array(String(repeating: "preamble ", count: 300).utf8) + form { _ in },
        ] {
            #expect(RecordedAnswer.refusal([body[...]], framing, limits: limits)?.code == .requestTooLarge)
            #expect(RecordedAnswer.refusal(body.pieces(of: 7), framing, limits: limits)?.code == .requestTooLarge)
        }
        let video = content(5000)
        let body = form { $0.add(file: video, "video", fileName: "v", type: "video/webm") }
        for size in [1, 99, 10_000] {
            #expect(try RecordedAnswer.read(body.pieces(of: size), framing, limits: limits).media[0].bytes == video)
        }
    }

    @Test("a Content-Type says how a body is framed")
    func contentTypes() throws {
        #expect(try AnswerFraming.body(contentType: "application/json; charset=utf-8") == .json)
        #expect(try AnswerFraming.body(contentType: "APPLICATION/vnd.x+json") == .json)
        for type in ["multipart/form-data; boundary=abc", "Multipart/Form-Data; Boundary=\"abc\"; charset=x"] {
            #expect(try AnswerFraming.body(contentType: type) == Self.framing("abc"))
        }
        for type in [nil, "", "text/plain", "multipart/mixed; boundary=a", "application/octet-stream", "a;b"] {
            let error = #expect(throws: FerryError.self) { try AnswerFraming.body(contentType: type) }
            #expect(error?.code == .requestUnsupportedType)
        }
        let long = String(repeating: "b", count: 71)
        for rest in ["", "; boundary=", "; boundary=\"a\u{e9}\"", "; boundary=\(long)", "; boundary=\"a \""] {
            let error = #expect(throws: FerryError.self) {
                try AnswerFraming.body(contentType: "multipart/form-data\(rest)")
            }
            #expect(error?.code == .requestMalformed)
        }
    }
}
