import CFerryFFmpeg

/// One `AVDictionary` of options for a C object that is being opened.
struct OptionsHandle: ~Copyable {
    private var dictionary: OpaquePointer?

    /// Takes the given options.
    init(_ options: KeyValuePairs<String, String> = [:]) throws(FFmpegError) {
        dictionary = nil
        HandleLedger.born()
        for (name, value) in options {
            try FFmpegError.check(av_dict_set(&dictionary, name, value, 0), "av_dict_set")
        }
    }

    deinit {
        var dictionary = dictionary
        av_dict_free(&dictionary)
        HandleLedger.died()
    }

    /// Lends the dictionary to a call that takes out of it what it knows.
    mutating func lend<T>(_ body: (UnsafeMutablePointer<OpaquePointer?>) -> T) -> T {
        withUnsafeMutablePointer(to: &dictionary, body)
    }

    /// The name of an option that nobody took, if there is one.
    var leftOver: String? {
        guard let entry = av_dict_get(dictionary, "", nil, AV_DICT_IGNORE_SUFFIX) else { return nil }
        return String(cString: entry.pointee.key)
    }
}
