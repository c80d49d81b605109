import CFerryCurl
import FerryCore
import HTTPTypes

extension CurlExchange {
    /// The outcome of a transfer that ended by itself.
    func outcome(_ code: CURLcode) -> Result<HTTPTransferResponse, HTTPTransferFailure> {
        look(at: gate.clock.seconds)
        if let error = body.error { return .failure(sourceFailure(error)) }
        if code == CURLE_OK {
            guard let response else { return .failure(failed(.reset, "no final reply came")) }
            return .success(response)
        }
        readLastWords()
        return outcome(CurlFailure.classify(code, context))
    }

    /// The outcome of a transfer that broke or was broken off: a refusal that came before the body was out still counts.
    func outcome(_ failure: HTTPTransferFailure) -> Result<HTTPTransferResponse, HTTPTransferFailure> {
        if isRefused, failure.kind != .cancelled, let response { return .success(response) }
        var failure = failure
        failure.sentBodyBytes = sentBytes
        return .failure(failure)
    }

    private func failed(_ kind: HTTPTransferFailure.Kind, _ message: String) -> HTTPTransferFailure {
        HTTPTransferFailure(kind, message, sentBodyBytes: sentBytes)
    }

    private func sourceFailure(_ error: FerryError) -> HTTPTransferFailure {
        HTTPTransferFailure(.source, error.message, sentBodyBytes: sentBytes, sourceError: error)
    }

    private var context: CurlFailure.Context {
        CurlFailure.Context(
            host: request.head.authority ?? "", connected: starts > 0,
            systemError: Int32(clamping: easy.number(CURLINFO_OS_ERRNO)),
            text: easy.failureText)
    }

    private var response: HTTPTransferResponse? {
        guard let head = reply.final, reply.isFinalComplete else { return nil }
        return HTTPTransferResponse(head: head, body: replyBody, sentBodyBytes: sentBytes, timings: timings)
    }

    private var timings: HTTPTransferResponse.Timings {
        let isReused = easy.number(CURLINFO_NUM_CONNECTS) == 0
        let secured = easy.offset(CURLINFO_APPCONNECT_TIME_T)
        return HTTPTransferResponse.Timings(
            connected: isReused ? 0 : Double(easy.offset(CURLINFO_CONNECT_TIME_T)) / 1e6,
            secured: request.head.scheme == "https" ? (isReused ? 0 : Double(secured) / 1e6) : nil,
            requestSent: requestSentAt.map { $0 - begin }, firstByte: firstByteAt.map { $0 - begin },
            total: gate.clock.seconds - begin)
    }

    /// Reads the reply that a clear-text server had left in the socket when sending failed.
    private func readLastWords() {
        guard request.head.scheme == "http", let localPort, reply.final == nil, sentBytes < body.length,
            let bytes = sockets.lastWords(localPort: localPort)
        else { return }
        var rest = bytes[...]
        while !reply.isFinalComplete, let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let isFine = rest[...end].withUnsafeBytes { takeHeader($0) }
            rest = rest[(end + 1)...]
            guard isFine else { return }
        }
        if reply.isFinalComplete { rest.withUnsafeBytes { takeBody($0) } }
    }
}
