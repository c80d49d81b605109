import CFerryCurl
import FerryCore
import HTTPTypes

extension CurlExchange {
    /// Fields that are the transport's own business.
    private static let ownFields: Set<HTTPField.Name> = [.contentLength, .transferEncoding, .expect]

    /// The header lines of a request. Lines that libcurl would add by itself are left out unless the request has them.
    static func headerList(_ head: HTTPRequest, census: HandleCensus) throws(CurlError) -> CurlHeaderList {
        var list = CurlHeaderList(census: census)
        for field in head.headerFields where !ownFields.contains(field.name) {
            try list.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // Otherwise libcurl waits a second for 100 Continue before a large body.
        try list.append("Expect:")
        if head.headerFields[.accept] == nil { try list.append("Accept:") }
        return list
    }

    /// Where connections go instead of where the URL says; an empty list where they go there.
    static func routeList(_ route: String?, census: HandleCensus) throws(CurlError) -> CurlHeaderList {
        var list = CurlHeaderList(census: census)
        if let route { try list.append(route) }
        return list
    }

    /// Sets everything but the callbacks.
    func setOptions(_ configuration: CurlTransport.Configuration) throws(CurlError) {
        try setAddress()
        try setMethod()
        try setConnection(configuration)
        try setTrust(configuration)
    }

    private func setAddress() throws(CurlError) {
        let head = request.head
        try easy.set(CURLOPT_URL, "\(head.scheme ?? "")://\(head.authority ?? "")\(head.path ?? "/")")
        try easy.set(CURLOPT_PATH_AS_IS, 1)
        try easy.check(ferry_curl_pin_protocols(easy.pointer), CURLOPT_PROTOCOLS)
        try easy.set(CURLOPT_FOLLOWLOCATION, 0)
    }

    private func setMethod() throws(CurlError) {
        let method = request.head.method
        let hasBody = request.body != nil || [.post, .put, .patch].contains(method)
        if hasBody {
            // An upload of length 0 sends `Content-Length: 0`.
            try easy.set(CURLOPT_UPLOAD, 1)
            try easy.set(CURLOPT_INFILESIZE_LARGE, offset: body.length)
        } else if method == .head {
            try easy.set(CURLOPT_NOBODY, 1)
        } else {
            try easy.set(CURLOPT_HTTPGET, 1)
        }
        try easy.set(CURLOPT_CUSTOMREQUEST, method.rawValue)
    }

    private func setConnection(_ configuration: CurlTransport.Configuration) throws(CurlError) {
        try easy.set(CURLOPT_NOSIGNAL, 1)
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        try easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try easy.set(CURLOPT_TCP_KEEPALIVE, 1)
        try easy.set(CURLOPT_UPLOAD_BUFFERSIZE, configuration.uploadBufferBytes)
        try easy.set(CURLOPT_USERAGENT, configuration.userAgent)
        let milliseconds = (request.limits.connectTimeout * 1000).rounded(.up)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, Int(min(max(1, milliseconds), 1e9)))
        try easy.check(ferry_curl_set_quick_exit(easy.pointer), CURLOPT_CONNECTTIMEOUT_MS)
    }

    private func setTrust(_ configuration: CurlTransport.Configuration) throws(CurlError) {
        try easy.set(CURLOPT_SSL_VERIFYPEER, 1)
        try easy.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let caFile = configuration.caFile { try easy.set(CURLOPT_CAINFO, caFile) }
    }

    /// Names the callbacks; each gets this exchange, the closing of sockets gets what outlives every connection.
    func setCallbacks() throws(CurlError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let easy = easy.pointer
        try self.easy.check(ferry_curl_on_read(easy, ferryCurlRead, context), CURLOPT_READFUNCTION)
        try self.easy.check(ferry_curl_on_seek(easy, ferryCurlSeek, context), CURLOPT_SEEKFUNCTION)
        try self.easy.check(ferry_curl_on_header(easy, ferryCurlHeader, context), CURLOPT_HEADERFUNCTION)
        try self.easy.check(ferry_curl_on_write(easy, ferryCurlWrite, context), CURLOPT_WRITEFUNCTION)
        try self.easy.check(ferry_curl_on_request(easy, ferryCurlRequest, context), CURLOPT_PREREQFUNCTION)
        let closing = Unmanaged.passUnretained(sockets).toOpaque()
        try self.easy.check(ferry_curl_on_close(easy, ferryCurlClose, closing), CURLOPT_CLOSESOCKETFUNCTION)
    }
}
