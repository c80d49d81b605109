import Testing

@testable import FerryCore

@Suite struct DataURIHeadTests {
    struct Head: Sendable, CustomTestStringConvertible {
        var text: String
        var mediaType: String
        var essence: String
        var parameters: String
        var bytes: String
        var isBase64: Bool
        var testDescription: String { text }

        init(
            _ text: String, _ mediaType: String, _ essence: String, _ parameters: String, _ bytes: String, base64: Bool
        ) {
            (self.text, self.mediaType, self.essence) = (text, mediaType, essence)
            (self.parameters, self.bytes, self.isBase64) = (parameters, bytes, base64)
        }
    }

    static let heads: [Head] = [
        Head(
            "data:video/webm;codecs=vp8,opus;base64,QUJD", "video/webm;codecs=vp8,opus", "video/webm",
            "codecs=vp8,opus", "ABC", base64: true),
        Head(
            "data:video/webm; codecs=\"vp8, opus\";base64,QUJD", "video/webm; codecs=\"vp8, opus\"", "video/webm",
            " codecs=\"vp8, opus\"", "ABC", base64: true),
        Head(
            "data:Video/MP4;codecs=a,b,c;x=y;  Base64 ,QUJD", "Video/MP4;codecs=a,b,c;x=y", "video/mp4",
            "codecs=a,b,c;x=y", "ABC", base64: true),
        Head(
            "data:audio/ogg;a=\"x;base64,y\\\"\";base64,QUJD", "audio/ogg;a=\"x;base64,y\\\"\"", "audio/ogg",
            "a=\"x;base64,y\\\"\"", "ABC", base64: true),
        Head(
            "data:video/webm;codecs=vp8,opus;;x;base64,QUJD", "video/webm;codecs=vp8,opus;;x", "video/webm",
            "codecs=vp8,opus;;x", "ABC", base64: true),
        Head(
            "data:video/webm\r\n;codecs=vp8,opus;\r\n\tbase64,QUJD", "video/webm;codecs=vp8,opus", "video/webm",
            "codecs=vp8,opus", "ABC", base64: true),
        Head("data:,QUJD", "", "text/plain", "", "QUJD", base64: false),
        Head("data:;charset=utf-8,x", ";charset=utf-8", "text/plain", "charset=utf-8", "x", base64: false),
        Head("data:video/webm,x;base64,QUJD", "video/webm", "video/webm", "", "x;base64,QUJD", base64: false),
        Head("data:video/webm;a=b,%1;base64,", "video/webm;a=b,%1", "video/webm", "a=b,%1", "", base64: true),
        Head("data:audio/wav;a=b,plain text", "audio/wav;a=b", "audio/wav", "a=b", "plain text", base64: false),
        Head(
            "data:video/webm;codecs=vp8,%41%42", "video/webm;codecs=vp8", "video/webm", "codecs=vp8", "AB",
            base64: false),
        Head(
            "data:video/webm;codecs=vp8,a\u{1};base64,QUJD", "video/webm;codecs=vp8", "video/webm", "codecs=vp8",
            "a\u{1};base64,QUJD", base64: false),
        Head(
            "data:application/octet-stream;a=b,c;base64,QUJD", "application/octet-stream;a=b",
            "application/octet-stream", "a=b", "c;base64,QUJD", base64: false),
        Head(
            "data:videos/webm;a=b,c;base64,QUJD", "videos/webm;a=b", "videos/webm", "a=b", "c;base64,QUJD",
            base64: false),
        Head("data:text/plain;base64,QUJD", "text/plain", "text/plain", "", "ABC", base64: true),
        Head("data:video/webm;base64x,QUJD", "video/webm;base64x", "video/webm", "base64x", "QUJD", base64: false),
        Head("\u{FEFF} \n data: video/webm ;base64,QUJD", "video/webm", "video/webm", "", "ABC", base64: true),
    ]

    @Test("a head ends where the recorders' rule or the standard says", arguments: heads)
    func head(_ sample: Head) throws {
        let text = Array(sample.text.utf8)
        for cut in 0...text.count {
            var decoder = DataURIDecoder()
            var bytes: [UInt8] = []
            let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 1)
            defer { output.deallocate() }
            for piece in [text[..<cut], text[cut...]] {
                bytes += output[..<(try piece.withUnsafeBytes { try decoder.decode($0, into: output) })]
            }
            if !sample.bytes.isEmpty { bytes += output[..<(try decoder.finish(into: output))] }
            #expect(decoder.head == DataURIHead(sample))
            #expect(bytes == Array(sample.bytes.utf8))
            #expect(decoder.consumedBytes == Int64(text.count))
        }
    }

    @Test(
        "a recorder's head may have 4096 bytes before its marker, and not one more", arguments: [(0, true), (1, false)])
    func longest(_ extra: Int, _ isHead: Bool) {
        let begin = "video/webm;codecs=vp8,"
        let name = String(repeating: "x", count: 4096 + extra - begin.utf8.count)
        let result = DataURIResult("data:\(begin)\(name);base64,QUJD")
        #expect(result.isBase64 == isHead)
        #expect(result.bytes.count == (isHead ? 3 : name.utf8.count + 12))
    }

    @Test("without a comma in the first 4096 bytes there is no head", arguments: [(0, true), (1, false)])
    func noCommaInReach(_ extra: Int, _ isHead: Bool) {
        let type = "text/" + String(repeating: "x", count: 4091 + extra)
        let result = DataURIResult("data:\(type),ABC")
        #expect(result.error == (isHead ? nil : DataURIError(.noComma, at: 4101)))
    }

    @Test("spaces without end before the marker are no head") func endlessSpaces() {
        let result = DataURIResult("data:video/webm;" + String(repeating: " ", count: 9000) + "base64,QUJD")
        #expect(result.error?.reason == .noComma)
    }

    @Test(
        "a data URI is found by its beginning",
        arguments: [
            ("data:,x", true), ("DaTa:video/webm;base64,", true), ("\u{FEFF}data:", true), (" \r\n\tdata:x", true),
            ("\u{FEFF}\n data:", true), ("data", false), ("", false), ("xdata:", false), ("http://", false),
            (" \u{FEFF}data:", false),
        ])
    func find(_ text: String, _ isFound: Bool) {
        #expect(DataURIDecoder.looksLikeDataURI(prefix: text.utf8) == isFound)
    }
}

extension DataURIHead {
    fileprivate init(_ sample: DataURIHeadTests.Head) {
        self.init(
            mediaType: sample.mediaType, essence: sample.essence, parameters: sample.parameters,
            isBase64: sample.isBase64)
    }
}
