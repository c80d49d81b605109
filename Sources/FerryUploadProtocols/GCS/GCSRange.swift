/// The `Range` of a 308: `bytes=0-LAST`.
enum GCSRange {
    /// The bytes kept; `nil` for anything but a range from the first byte on.
    ///
    /// `bytes=0-0` is nothing: sessions are kept in multiples of 256 KiB until they are finished, and emulators write it
    /// for a session without a byte.
    static func kept(_ field: String) -> Int64? {
        guard field.hasPrefix("bytes=0-") else { return nil }
        let digits = field.dropFirst("bytes=0-".count)
        guard (1...18).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let last = Int64(digits)
        else { return nil }
        return last == 0 ? 0 : last + 1
    }
}
