/// How long the way of a plan is expected to take, in seconds. The receipt's `stages` say the same of what happened,
/// under the same names.
public struct PredictedSeconds: Sendable, Equatable, Codable {
    /// Making the rendition; 0 where the source goes out as it is.
    public var encode: Double
    /// Decoding it once to see that it is sound; 0 where the source goes out as it is.
    public var check: Double
    /// Sending it over the whole uplink; `nil` while that is unknown.
    @Nullable public var send: Double?
    /// All of it; `nil` while the uplink is unknown.
    @Nullable public var total: Double?

    /// Adds up seconds.
    public init(encode: Double, check: Double, send: Double?) {
        self.encode = encode
        self.check = check
        self._send = Nullable(wrappedValue: send)
        self._total = Nullable(wrappedValue: send.map { encode + check + $0 })
    }

    /// Seconds before the first byte goes out.
    public var work: Double { encode + check }
}
