/// How a server of Google's resumable uploads behaves where servers differ.
public struct GCSFeatures: Sendable, Hashable {
    /// The bearer tokens that the API takes; `nil` takes every request. Session URIs need none.
    public var tokens: Set<String>?
    /// Bytes that an unfinished session is kept in multiples of; 1 keeps every byte of a broken body.
    public var granularity = 256 << 10
    /// Whether a 308 is put into `X-HTTP-Status-Code-Override` of a 200.
    public var overridesStatus = false
    /// Whether a session without a byte is said to hold `bytes=0-0`.
    public var saysOneByteForNone = false
    /// Whether a finished session is 404 from then on.
    public var forgetsFinished = false
    /// Whether `DELETE` on a session is 501.
    public var refusesCancel = false
    /// Whether bytes that are there already are refused with 400 instead of passed over.
    public var refusesOverlap = false
    /// Whether `x-goog-hash` is compared.
    public var comparesHash = true

    /// A server like Google's, for everybody.
    public init() {}

    /// A server like the emulator `gcp-storage-emulator`.
    public static var emulator: GCSFeatures {
        var features = GCSFeatures()
        features.granularity = 1
        features.saysOneByteForNone = true
        features.forgetsFinished = true
        features.refusesCancel = true
        features.refusesOverlap = true
        features.comparesHash = false
        return features
    }
}
