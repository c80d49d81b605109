/// What a server of the IETF's resumable uploads speaks and wants.
public struct RufhFeatures: Sendable, Hashable {
    /// The interop versions it speaks: 8 (draft -09 to -11), 6 (-04 and -05). Any other is answered 400.
    public var versions: Set<Int> = [8]
    /// Whether it sends 104 replies at all.
    public var sendsInterim = true
    /// After how many body bytes it tells the offset in a 104.
    public var interimEvery = 65_536
    /// The members of `Upload-Limit`, such as `max-append-size`, in bytes or seconds; those that are sizes are enforced.
    public var limits: [String: Int64] = [:]
    /// Whether it tells SHA-256 of finished objects in `Repr-Digest` where it is wanted.
    public var tellsDigest = true

    /// A server of interop version 8 without limits.
    public init() {}

    /// A server of interop version 6, which names the upload's life `expires` instead of `max-age`.
    public static var version6: RufhFeatures {
        var features = RufhFeatures()
        features.versions = [6]
        return features
    }

    /// The value of `Upload-Limit` for a version; `nil` without limits.
    func limit(for version: Int) -> String? {
        guard !limits.isEmpty else { return nil }
        let named = limits.map { (version < 7 && $0.key == "max-age" ? "expires" : $0.key, $0.value) }
        return named.sorted { $0.0 < $1.0 }.map { "\($0.0)=\($0.1)" }.joined(separator: ", ")
    }
}
