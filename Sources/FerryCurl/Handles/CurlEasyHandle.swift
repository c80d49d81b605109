import CFerryCurl

/// One transfer of libcurl, freed once.
///
/// What its options point at, the header list and the contexts of its callbacks, belongs to the owner and outlives it.
struct CurlEasyHandle: ~Copyable {
    /// The C object; also its name in the messages of the multi handle.
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private let census: HandleCensus

    /// Makes a transfer that knows nothing yet.
    init(census: HandleCensus) throws(CurlError) {
        guard let pointer = curl_easy_init() else { throw CurlError("curl_easy_init", CURLE_OUT_OF_MEMORY) }
        self.pointer = pointer
        self.census = census
        errorText = .allocate(capacity: FERRY_CURL_ERROR_SIZE)
        errorText.initialize(repeating: 0, count: FERRY_CURL_ERROR_SIZE)
        census.born()
        _ = ferry_curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
    }

    deinit {
        curl_easy_cleanup(pointer)
        errorText.deallocate()
        census.died()
    }

    /// Sets a number or a switch.
    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(ferry_curl_set_long(pointer, option, value), option)
    }

    /// Sets a size.
    func set(_ option: CURLoption, offset value: Int64) throws(CurlError) {
        try check(ferry_curl_set_offset(pointer, option, curl_off_t(value)), option)
    }

    /// Sets a text, which libcurl copies.
    func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try check(ferry_curl_set_string(pointer, option, value), option)
    }

    /// Sets the header lines; the list must outlive the transfer.
    func set(headers: borrowing CurlHeaderList) throws(CurlError) {
        try check(ferry_curl_set_list(pointer, CURLOPT_HTTPHEADER, headers.pointer), CURLOPT_HTTPHEADER)
    }

    /// Sets where connections go instead of where the URL says; the list must outlive the transfer.
    func set(routes: borrowing CurlHeaderList) throws(CurlError) {
        try check(ferry_curl_set_list(pointer, CURLOPT_CONNECT_TO, routes.pointer), CURLOPT_CONNECT_TO)
    }

    /// Throws when a call that belongs to an option was refused.
    func check(_ code: CURLcode, _ option: CURLoption) throws(CurlError) {
        guard code == CURLE_OK else { throw CurlError("curl_easy_setopt(\(option.rawValue))", code) }
    }

    /// Lets a body that its read function held back go on.
    func resume() { curl_easy_pause(pointer, CURLPAUSE_CONT) }

    /// A size or a time in microseconds; 0 where libcurl does not know it.
    func offset(_ info: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        return ferry_curl_get_offset(pointer, info, &value) == CURLE_OK ? Int64(value) : 0
    }

    /// A number; 0 where libcurl does not know it.
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return ferry_curl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// The library's words about the last failure, empty without one.
    var failureText: String { String(cString: errorText) }
}
