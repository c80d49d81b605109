import CFerryCurl
import FerryCore
import Testing

@testable import FerryCurl

@Suite struct CurlFailureTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var code: UInt32
        var isConnected: Bool
        var kind: HTTPTransferFailure.Kind
        var testDescription: String { "\(code) \(isConnected ? "after" : "before") the connection is \(kind)" }

        init(_ code: CURLcode, _ isConnected: Bool, _ kind: HTTPTransferFailure.Kind) {
            self.code = code.rawValue
            self.isConnected = isConnected
            self.kind = kind
        }
    }

    static let rows: [Row] = [
        Row(CURLE_COULDNT_RESOLVE_HOST, false, .connect), Row(CURLE_COULDNT_RESOLVE_PROXY, false, .connect),
        Row(CURLE_COULDNT_CONNECT, false, .connect), Row(CURLE_OPERATION_TIMEDOUT, false, .connect),
        Row(CURLE_PROXY, false, .connect), Row(CURLE_RECV_ERROR, false, .connect),
        Row(CURLE_SEND_ERROR, false, .connect), Row(CURLE_OPERATION_TIMEDOUT, true, .timeout),
        Row(CURLE_SSL_CONNECT_ERROR, false, .tls), Row(CURLE_PEER_FAILED_VERIFICATION, false, .certificate),
        Row(CURLE_SSL_CACERT_BADFILE, false, .certificate), Row(CURLE_SSL_CERTPROBLEM, false, .certificate),
        Row(CURLE_SEND_ERROR, true, .reset), Row(CURLE_RECV_ERROR, true, .reset),
        Row(CURLE_GOT_NOTHING, true, .reset), Row(CURLE_PARTIAL_FILE, true, .reset),
        Row(CURLE_WEIRD_SERVER_REPLY, true, .reset), Row(CURLE_HTTP2, true, .reset),
        Row(CURLE_HTTP2_STREAM, true, .reset), Row(CURLE_WRITE_ERROR, true, .reset),
        Row(CURLE_ABORTED_BY_CALLBACK, true, .reset), Row(CURLE_SEND_FAIL_REWIND, true, .reset),
        Row(CURLE_UNSUPPORTED_PROTOCOL, true, .reset), Row(CURLE_UNSUPPORTED_PROTOCOL, false, .other),
        Row(CURLE_URL_MALFORMAT, false, .other), Row(CURLE_OUT_OF_MEMORY, true, .other),
        Row(CURLE_FAILED_INIT, false, .other), Row(CURLcode(rawValue: 999), true, .other),
    ]

    @Test("each code of the library has its kind", arguments: rows)
    func kinds(row: Row) {
        let failure = CurlFailure.classify(
            CURLcode(rawValue: row.code), CurlFailure.Context(connected: row.isConnected))
        #expect(failure.kind == row.kind)
        #expect(!failure.message.isEmpty)
    }

    @Test("no code of the library is taken for a success or for the caller's own doing")
    func allCodes() {
        for code in 1..<UInt32(CURL_LAST.rawValue) {
            for isConnected in [false, true] {
                let failure = CurlFailure.classify(
                    CURLcode(rawValue: code), CurlFailure.Context(connected: isConnected))
                #expect(![.source, .cancelled, .stall, .firstByte].contains(failure.kind))
            }
        }
    }

    @Test("the library's own text is used for TLS only, so that no URL gets into a message")
    func texts() {
        let context = CurlFailure.Context(text: "certificate has expired")
        #expect(CurlFailure.classify(CURLE_PEER_FAILED_VERIFICATION, context).message.contains("has expired"))
        for code in [CURLE_COULDNT_RESOLVE_HOST, CURLE_URL_MALFORMAT, CURLE_RECV_ERROR, CURLE_FAILED_INIT] {
            #expect(!CurlFailure.classify(code, context).message.contains("expired"))
        }
    }

    @Test("a failed connection is told by the system's reason")
    func systemErrors() {
        for (number, words) in SystemErrors.words {
            let context = CurlFailure.Context(systemError: number)
            #expect(CurlFailure.classify(CURLE_COULDNT_CONNECT, context).message == words)
        }
        #expect(CurlFailure.classify(CURLE_COULDNT_CONNECT, .init()).message == "no connection to the server")
    }
}
