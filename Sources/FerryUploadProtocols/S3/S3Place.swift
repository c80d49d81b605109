public import FerryCore
import HTTPTypes

/// Where a bucket is and how it is addressed (Amazon S3 user guide, "Virtual hosting of buckets").
public struct S3Place: Sendable, Hashable {
    /// The bucket.
    public let bucket: String
    /// What all keys begin with: empty, or without a leading and with a trailing `/`.
    public let prefix: String
    /// The URL that paths of keys are put behind, with a trailing `/`.
    let base: HTTPLocation

    /// How the bucket is named in a request.
    public enum Addressing: String, Sendable, CaseIterable {
        /// In the host at Amazon, where the bucket's name has no dot; else in the path.
        case automatic = "auto"
        /// In the path.
        case path
        /// In the host.
        case virtual
    }

    /// Finds the place of a bucket.
    ///
    /// - Parameters:
    ///   - bucket: The bucket's name.
    ///   - prefix: What all keys begin with; slashes at its ends do not matter.
    ///   - region: The region of the endpoint; only used without a custom endpoint.
    ///   - endpoint: A custom endpoint, such as `http://127.0.0.1:9000`; `nil` is Amazon's of the region.
    ///   - addressing: How the bucket is named.
    /// - Throws: `destination.wrongProtocol` when bucket, region or endpoint cannot be used.
    public init(
        bucket: String, prefix: String, region: String, endpoint: HTTPLocation? = nil,
        addressing: Addressing = .automatic
    ) throws(FerryError) {
        guard Self.isName(bucket, others: "-._:", maxBytes: 255), !bucket.hasPrefix("."), !bucket.hasPrefix("-") else {
            throw Self.unusable("\(bucket) is no bucket's name", "name one such as s3://bucket/prefix")
        }
        self.bucket = bucket
        self.prefix = try Self.folder(prefix)
        guard let root = endpoint ?? Self.amazon(region) else {
            throw Self.unusable("\(region) is no region", "set AWS_REGION, or name an endpoint")
        }
        let isVirtual =
            switch addressing {
            case .path: false
            case .virtual: true
            case .automatic: Self.isAmazon(root.authority) && !bucket.contains(".")
            }
        let path = String(root.path.prefix { $0 != "?" }.reversed().drop { $0 == "/" }.reversed())
        let authority = isVirtual ? "\(bucket).\(root.authority)" : root.authority
        let inPath = isVirtual ? "" : "/" + PercentText.encode(bucket)
        guard let base = HTTPLocation("\(root.scheme)://\(authority)\(path)\(inPath)/") else {
            throw Self.unusable("its endpoint cannot be used", "check the endpoint")
        }
        self.base = base
    }

    /// The URL that objects are put behind, as receipts say it.
    public var endpoint: String { base.text }

    /// Whether the host is Amazon's.
    var isAmazon: Bool { Self.isAmazon(base.authority) }

    /// The URL of a key; `nil` for one that no request can name.
    func url(key: String, query: [(name: String, value: String)] = []) -> HTTPLocation? {
        let segments = key.split(separator: "/", omittingEmptySubsequences: false)
        guard !key.isEmpty, key.utf8.count <= 1024, !segments.contains("."), !segments.contains("..") else {
            return nil
        }
        return base.resolving(base.path + PercentText.encode(key, keeping: "/") + Self.text(of: query))
    }

    /// The key in a location as receipts carry it; `nil` when it names another bucket.
    func key(in location: String) -> String? {
        let head = "s3://\(bucket)/"
        guard location.hasPrefix(head), location.utf8.count > head.utf8.count else { return nil }
        return String(location.dropFirst(head.count))
    }

    /// The location of a key, as receipts carry it.
    func location(key: String) -> String { "s3://\(bucket)/\(key)" }
}

extension S3Place {
    /// Bytes of a prefix with its slash at most: 64 are left for names, the least that ``ObjectNameRules`` leave.
    private static let longestFolder = 960

    private static func folder(_ prefix: String) throws(FerryError) -> String {
        let segments = prefix.split(separator: "/", omittingEmptySubsequences: false)
        guard !segments.contains("."), !segments.contains("..") else {
            throw unusable("its prefix has the segment . or ..", "name a plain prefix")
        }
        let inner = segments.drop { $0.isEmpty }.reversed().drop { $0.isEmpty }.reversed()
        let folder = inner.isEmpty ? "" : inner.joined(separator: "/") + "/"
        guard folder.utf8.count <= longestFolder else {
            throw unusable(
                "its prefix has \(folder.utf8.count - 1) bytes, and keys have 1024 at most",
                "name one of \(longestFolder - 1) bytes or fewer")
        }
        return folder
    }

    private static func text(of query: [(name: String, value: String)]) -> String {
        query.isEmpty ? "" : "?" + S3Text.query(query)
    }

    private static func amazon(_ region: String) -> HTTPLocation? {
        guard isName(region, others: "-", maxBytes: 64) else { return nil }
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return HTTPLocation("https://s3.\(region).\(domain)")
    }

    private static func isAmazon(_ authority: String) -> Bool {
        let host = authority.prefix { $0 != ":" }.lowercased()
        return host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn")
    }

    private static func isName(_ text: String, others: String, maxBytes: Int) -> Bool {
        !text.isEmpty && text.utf8.count <= maxBytes
            && text.utf8.allSatisfy { $0.isLetterOrDigit || others.utf8.contains($0) }
    }

    private static func unusable(_ reason: String, _ next: String) -> FerryError {
        FerryError(.destinationWrongProtocol, "the destination cannot be used: \(reason)", next: next)
    }
}

extension UInt8 {
    /// Whether it is an ASCII letter or digit.
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
