import CFerryCurl

/// A call of libcurl that was refused: which call, the library's code and its words for it.
struct CurlError: Error, Equatable {
    /// The function that answered, with the option where there is one.
    var call: String
    /// `CURLcode` or `CURLMcode` as a number.
    var code: Int
    /// The library's text for the code.
    var text: String

    /// An easy call was refused.
    init(_ call: String, _ code: CURLcode) {
        self.call = call
        self.code = Int(code.rawValue)
        text = String(cString: curl_easy_strerror(code))
    }

    /// A multi call was refused.
    init(_ call: String, _ code: CURLMcode) {
        self.call = call
        self.code = Int(code.rawValue)
        text = String(cString: curl_multi_strerror(code))
    }
}
