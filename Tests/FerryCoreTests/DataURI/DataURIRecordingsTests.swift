import FerryTesting
import Testing

@testable import FerryCore

@Suite struct DataURIRecordingsTests {
    @Test(
        "what a browser wrote decodes to the recording's bytes", arguments: ["cr_short_300ms_webm", "cr_zero_webm"])
    func recording(_ name: String) throws {
        let text = try Resource.bytes("DataURI/\(name).datauri")
        let bytes = try Resource.bytes("DataURI/\(name).webm")
        var seed = SeededRandom(seed: 7)
        for kernel in Base64Kernel.allCases where kernel.isAvailable {
            for _ in 0..<20 {
                let result = DataURIResult(seed.pieces(text), kernel: kernel)
                #expect(result == DataURIResult(essence: "video/webm", isBase64: true, bytes: bytes))
            }
        }
    }

    @Test("the data URI of an empty Blob is refused and says what browsers do with long texts") func emptyBlob() throws
    {
        let error = try #require(DataURIResult([try Resource.bytes("DataURI/cr_zero_mp4.datauri")]).error?.ferryError)
        #expect(error.code == .dataURIEmpty)
        #expect(error.message.contains("browsers return an empty data URL above their string limit"))
        #expect(error.offset == 46)
    }

    @Test(
        "every beginning of a recorder's head is refused as cut off, never read as text",
        arguments: [
            "data:video/webm;codecs=vp8,opus;base64,", "data:video/webm; codecs=\"vp8, opus\";base64,",
            "data:audio/webm;codecs=opus;base64,", "data:video/x-matroska;codecs=avc1.42001f,opus; BASE64 ,",
            "data:video/webm;codecs=vp8,\r\nopus;base64,",
        ])
    func everyBeginning(_ head: String) {
        let text = Array(head.utf8)
        for count in 5..<text.count {
            let error = DataURIResult([Array(text[..<count])]).error
            #expect(error == DataURIError(.truncatedHead, at: Int64(count)), "\(head.prefix(count))")
        }
        #expect(DataURIResult([text]).error == DataURIError(.emptyPayload, at: Int64(text.count)))
    }
}
