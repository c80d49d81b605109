import CFerryCurl

/// The lines of a request's header as libcurl takes them; freed once, after the transfer that uses it.
struct CurlHeaderList: ~Copyable {
    private(set) var pointer: UnsafeMutablePointer<curl_slist>?
    private let census: HandleCensus

    /// An empty list.
    init(census: HandleCensus) {
        self.census = census
        census.born()
    }

    deinit {
        curl_slist_free_all(pointer)
        census.died()
    }

    /// Adds one line, `Name: value`, `Name;` for an empty value, or `Name:` to leave the library's own line out.
    mutating func append(_ line: String) throws(CurlError) {
        guard let longer = curl_slist_append(pointer, line) else {
            throw CurlError("curl_slist_append", CURLE_OUT_OF_MEMORY)
        }
        pointer = longer
    }
}
