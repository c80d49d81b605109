import Testing

@testable import FerryCore

@Suite struct DataURIErrorTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var text: String
        var reason: DataURIError.Reason
        var offset: Int64
        var code: FerryError.Code
        var testDescription: String { text }

        init(_ text: String, _ reason: DataURIError.Reason, _ offset: Int64, _ code: FerryError.Code) {
            (self.text, self.reason, self.offset, self.code) = (text, reason, offset, code)
        }
    }

    static let faults: [Fault] = [
        Fault("", .emptyInput, 0, .sourceEmpty),
        Fault("   ", .notADataURI, 3, .dataURINotADataURI),
        Fault("dat", .notADataURI, 3, .dataURINotADataURI),
        Fault("dada:,x", .notADataURI, 2, .dataURINotADataURI),
        Fault("\u{FEFF}http:,x", .notADataURI, 3, .dataURINotADataURI),
        Fault("data://host:port/,X", .notADataURI, 5, .dataURINotADataURI),
        Fault("data:", .truncatedHead, 5, .dataURITruncated),
        Fault("data:video/", .truncatedHead, 11, .dataURITruncated),
        Fault("data:video/webm;base64", .truncatedHead, 22, .dataURITruncated),
        Fault("data:video/webm;base64QUJD", .noComma, 26, .dataURINoComma),
        Fault("data:video/webm#,QUJD", .noComma, 15, .dataURINoComma),
        Fault("data:{\"json\": 1}", .noComma, 16, .dataURINoComma),
        Fault("data:;base64,", .emptyPayload, 13, .dataURIEmpty),
        Fault("data:;base64, \r\n", .emptyPayload, 16, .dataURIEmpty),
        Fault("data:,#fragment", .emptyPayload, 15, .dataURIEmpty),
        Fault("data:;base64,QUJD*EF", .outsideAlphabet(0x2A), 17, .dataURIBadBase64),
        Fault("data:;base64,QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD\\", .outsideAlphabet(0x5C), 53, .dataURIBadBase64),
        Fault("data:;base64,QUJD\u{0}", .outsideAlphabet(0), 17, .dataURIBadBase64),
        Fault("data:;base64,QUJDé", .outsideAlphabet(0xC3), 17, .dataURIBadBase64),
        Fault("data:;base64,QUJD#t=1", .outsideAlphabet(0x23), 17, .dataURIBadBase64),
        Fault("data:;base64,QU%2AD", .outsideAlphabet(0x2A), 15, .dataURIBadBase64),
        Fault("data:;base64,QU%2", .brokenEscape, 15, .dataURIBadBase64),
        Fault("data:;base64,QU%2GQQ", .brokenEscape, 15, .dataURIBadBase64),
        Fault("data:;base64,QU%%41", .brokenEscape, 15, .dataURIBadBase64),
        Fault("data:;base64,=", .misplacedPadding, 13, .dataURIBadBase64),
        Fault("data:;base64,QUJDQ=", .misplacedPadding, 18, .dataURIBadBase64),
        Fault("data:;base64,QQ===", .afterPadding(0x3D), 17, .dataURIBadBase64),
        Fault("data:;base64,QQ==QQ==", .afterPadding(0x51), 17, .dataURIBadBase64),
        Fault("data:;base64,QQ=Q", .afterPadding(0x51), 16, .dataURIBadBase64),
        Fault("data:;base64,QUI= Q", .afterPadding(0x51), 18, .dataURIBadBase64),
        Fault("data:;base64,QQ=", .halfPadding, 16, .dataURIBadBase64),
        Fault("data:;base64,QUJDQ", .impossibleLength, 18, .dataURIBadBase64),
        Fault("data:;base64,Q ", .impossibleLength, 15, .dataURIBadBase64),
    ]

    @Test("a fault is named with its byte, however the text is cut", arguments: faults)
    func fault(_ fault: Fault) {
        let expected = DataURIResult(error: DataURIError(fault.reason, at: fault.offset))
        let text = Array(fault.text.utf8)
        #expect(DataURIResult([text]) == expected)
        #expect(DataURIResult(text.map { [$0] }) == expected)
        for cut in 0...text.count {
            #expect(DataURIResult([Array(text[..<cut]), Array(text[cut...])]) == expected, "cut at \(cut)")
        }
        let wall = DataURIError(fault.reason, at: fault.offset).ferryError
        #expect(wall.code == fault.code)
        #expect(wall.offset == fault.offset)
        #expect(!wall.message.isEmpty && !wall.next.isEmpty)
    }

    @Test("the limit is met at the symbol that begins the first byte too many", arguments: 0..<40)
    func limit(_ limit: Int64) {
        let text = Array(("data:;base64," + String(repeating: "QUJD", count: 13)).utf8)
        let symbols = limit / 3 * 4 + [1, 2, 3][Int(limit % 3)]
        let expected: DataURIResult =
            limit >= 39
            ? DataURIResult(
                essence: "text/plain", isBase64: true, bytes: (0..<39).map { 0x41 + UInt8($0 % 3) })
            : DataURIResult(error: DataURIError(.tooLarge(limit: limit), at: 13 + symbols))
        let options = DataURIDecoder.Options(maxDecodedBytes: limit)
        for kernel in Base64Kernel.allCases where kernel.isAvailable {
            #expect(DataURIResult([text], options: options, kernel: kernel) == expected)
            #expect(DataURIResult(text.map { [$0] }, options: options, kernel: kernel) == expected)
        }
        let wall = DataURIError(.tooLarge(limit: limit), at: 13).ferryError
        #expect(wall.code == .sourceTooLarge)
        #expect(wall.message.contains("\(limit) bytes"))
    }

    @Test("the limit holds for text bodies too") func textLimit() {
        let result = DataURIResult("data:,a%42cd", options: .init(maxDecodedBytes: 2))
        #expect(result.error == DataURIError(.tooLarge(limit: 2), at: 10))
        #expect(DataURIResult("data:,a%42", options: .init(maxDecodedBytes: 2)).bytes == [0x61, 0x42])
    }

    @Test("an error stays: later calls throw it again") func sticky() throws {
        var decoder = DataURIDecoder()
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 1)
        defer { output.deallocate() }
        let first = try #require(throws: DataURIError.self) {
            try Array("data:;base64,*".utf8).withUnsafeBytes { _ = try decoder.decode($0, into: output) }
        }
        #expect(throws: first) { try Array("QUJD".utf8).withUnsafeBytes { _ = try decoder.decode($0, into: output) } }
        #expect(throws: first) { _ = try decoder.finish(into: output) }
    }
}
