import CFerryCurl
import FerryCore

/// Says in the port's words what a code of libcurl means.
enum CurlFailure {
    /// What is known of a transfer beside the code it ended with.
    struct Context: Equatable {
        /// The host that was asked.
        var host = ""
        /// Whether the request had gone out on a connection.
        var connected = false
        /// The system's error number of the failed connection, 0 for none.
        var systemError: Int32 = 0
        /// libcurl's own text. Used for TLS only, where it names the fault and holds no part of the URL.
        var text = ""
    }

    /// The failure for a code that is not `CURLE_OK`.
    static func classify(_ code: CURLcode, _ context: Context) -> HTTPTransferFailure {
        let (kind, message) = verdict(code, context)
        return HTTPTransferFailure(kind, message)
    }

    private static func verdict(_ code: CURLcode, _ context: Context) -> (HTTPTransferFailure.Kind, String) {
        if certificateCodes.contains(code.rawValue) { return (.certificate, tlsMessage(context.text)) }
        if tlsCodes.contains(code.rawValue) { return (.tls, tlsMessage(context.text)) }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return (.connect, "the host name \(context.host) is unknown")
        case CURLE_COULDNT_RESOLVE_PROXY: return (.connect, "the proxy's host name is unknown")
        case CURLE_COULDNT_CONNECT: return (.connect, systemMessage(context.systemError))
        case CURLE_PROXY: return (.connect, "the proxy refused the connection")
        case CURLE_INTERFACE_FAILED: return (.connect, "the network interface cannot be used")
        case CURLE_URL_MALFORMAT: return (.other, "the URL cannot be used")
        case CURLE_OUT_OF_MEMORY: return (.other, "out of memory")
        case CURLE_OPERATION_TIMEDOUT:
            return context.connected ? (.timeout, "the time is over") : (.connect, "no connection in time")
        case CURLE_UNSUPPORTED_PROTOCOL:
            return context.connected
                ? (.reset, "the reply is not HTTP") : (.other, "the URL's scheme is not http or https")
        default:
            if let message = brokenMessages[code.rawValue] {
                return context.connected ? (.reset, message) : (.connect, message)
            }
            return (.other, String(cString: curl_easy_strerror(code)))
        }
    }

    /// Codes that mean a broken connection, or no connection when the request had not gone out yet.
    private static let brokenMessages: [CURLcode.RawValue: String] = [
        CURLE_SEND_ERROR.rawValue: "the connection broke while sending",
        CURLE_RECV_ERROR.rawValue: "the connection broke while receiving",
        CURLE_GOT_NOTHING.rawValue: "the server closed the connection without a reply",
        CURLE_PARTIAL_FILE.rawValue: "the reply was cut short",
        CURLE_WEIRD_SERVER_REPLY.rawValue: "the reply is not HTTP",
        CURLE_WRITE_ERROR.rawValue: "the reply's header is too long",
        CURLE_HTTP2.rawValue: "the HTTP/2 connection broke",
        CURLE_HTTP2_STREAM.rawValue: "the HTTP/2 stream broke",
        CURLE_HTTP3.rawValue: "the HTTP/3 connection broke",
        CURLE_SEND_FAIL_REWIND.rawValue: "the connection broke before any reply",
        CURLE_ABORTED_BY_CALLBACK.rawValue: "the connection broke before any reply",
        CURLE_BAD_CONTENT_ENCODING.rawValue: "the reply's encoding cannot be read",
        FERRY_CURLE_TOO_LARGE: "the reply's header is too long",
    ]

    /// Codes that mean that TLS broke off or could not be agreed, which a lossy link does too.
    private static let tlsCodes: Set<CURLcode.RawValue> = [
        CURLE_SSL_CONNECT_ERROR.rawValue, CURLE_SSL_SHUTDOWN_FAILED.rawValue, CURLE_USE_SSL_FAILED.rawValue,
    ]

    /// Codes that mean that a certificate, a key or a setting of TLS is refused: trying again does not help.
    private static let certificateCodes: Set<CURLcode.RawValue> = [
        CURLE_PEER_FAILED_VERIFICATION.rawValue, CURLE_SSL_CERTPROBLEM.rawValue,
        CURLE_SSL_CIPHER.rawValue, CURLE_SSL_CACERT_BADFILE.rawValue, CURLE_SSL_CRL_BADFILE.rawValue,
        CURLE_SSL_ISSUER_ERROR.rawValue, CURLE_SSL_INVALIDCERTSTATUS.rawValue, CURLE_SSL_ENGINE_NOTFOUND.rawValue,
        CURLE_SSL_ENGINE_SETFAILED.rawValue, CURLE_SSL_ENGINE_INITFAILED.rawValue,
        CURLE_SSL_PINNEDPUBKEYNOTMATCH.rawValue, CURLE_SSL_CLIENTCERT.rawValue,
    ]

    private static func tlsMessage(_ text: String) -> String {
        text.isEmpty ? "TLS could not be agreed" : "TLS could not be agreed: \(text)"
    }

    private static func systemMessage(_ number: Int32) -> String {
        SystemErrors.words[number] ?? "no connection to the server"
    }
}
