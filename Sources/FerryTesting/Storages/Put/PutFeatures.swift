/// What a server of plain `PUT` does and wants.
public struct PutFeatures: Sendable, Hashable {
    /// Whether it is WebDAV: `MKCOL` makes folders, and `PUT` without the parent folder is 409 (RFC 4918 section 9.7.1).
    public var isWebDAV = false
    /// Whether it keeps that to itself, and fails with 500 where the parent folder is missing: nginx without `dav-ext` and
    /// `create_full_put_path`.
    public var hidesWebDAV = false
    /// The whole value of `Authorization` it wants; `nil` lets everybody in.
    public var authorization: String?
    /// Whether a body that breaks off leaves a shorter object behind, as servers do that write in place.
    public var keepsPartial = false
    /// Whether `If-None-Match: *` is obeyed (412).
    public var obeysIfNoneMatch = true
    /// Whether `HEAD` and `GET` are allowed; a URL signed for `PUT` allows neither (403).
    public var isReadable = true
    /// Whether it tells SHA-256 in `Repr-Digest`.
    public var tellsDigest = false

    /// A plain server that everybody may use.
    public init() {}

    /// A WebDAV server.
    public static var webDAV: PutFeatures {
        var features = PutFeatures()
        features.isWebDAV = true
        features.keepsPartial = true
        features.obeysIfNoneMatch = false
        return features
    }

    /// WebDAV of nginx as Debian has it.
    public static var silentWebDAV: PutFeatures {
        var features = PutFeatures.webDAV
        features.hidesWebDAV = true
        return features
    }

    /// What stands behind a presigned URL.
    public static var presigned: PutFeatures {
        var features = PutFeatures()
        features.isReadable = false
        return features
    }
}
