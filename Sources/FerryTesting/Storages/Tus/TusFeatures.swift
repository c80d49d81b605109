/// What a tus server can do beyond the protocol's core.
public struct TusFeatures: Sendable, Hashable {
    /// Whether `POST` may carry bytes (creation-with-upload).
    public var createsWithBody = true
    /// Whether the length may be told later (creation-defer-length).
    public var defersLength = true
    /// Whether `DELETE` ends an upload (termination).
    public var terminates = true
    /// Whether partial uploads can be joined (concatenation).
    public var concatenates = false
    /// Whether the same partial uploads make the same object, however often it is asked for, and are gone then.
    public var joinsOnce = false
    /// The algorithms of `Upload-Checksum`, such as `sha1`; without any the extension is not there.
    public var checksums: [String] = []
    /// For how many seconds an upload lives after its last byte (expiration); `nil` for ever.
    public var lifeSeconds: Double?
    /// Whether each chunk gives an upload its whole life again.
    public var renewsLife = true

    /// The features of the embedded receiver's first version: creation in all its forms, and termination.
    public init() {}

    /// A server like tusd: concatenation, and neither checksum nor expiration.
    public static var tusd: TusFeatures {
        var features = TusFeatures()
        features.concatenates = true
        return features
    }

    /// A server like tus-node-server: expiration, and neither checksum nor concatenation.
    public static var tusNode: TusFeatures {
        var features = TusFeatures()
        features.lifeSeconds = 86_400
        return features
    }

    /// A server with every extension that a client can use.
    public static var all: TusFeatures {
        var features = TusFeatures()
        features.concatenates = true
        features.checksums = ["sha1", "sha256"]
        features.lifeSeconds = 86_400
        return features
    }

    /// The value of `Tus-Extension`.
    var extensions: String {
        let named = [
            ("creation", true), ("creation-with-upload", createsWithBody), ("creation-defer-length", defersLength),
            ("termination", terminates), ("concatenation", concatenates), ("checksum", !checksums.isEmpty),
            ("expiration", lifeSeconds != nil),
        ]
        return named.filter(\.1).map(\.0).joined(separator: ",")
    }
}
