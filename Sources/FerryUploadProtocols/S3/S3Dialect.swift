public import FerryCore
public import HTTPTypes

/// Amazon S3 and the storages that speak its protocol: multipart uploads with parts in any order, and small objects by
/// one request (Amazon S3 API reference, version 2006-03-01).
///
/// Requests carry no signature. The hash of a part is not signed either (`UNSIGNED-PAYLOAD`): it would cost a pass over
/// every body, and each body goes with a checksum that the storage compares, or is compared by its entity tag.
public struct S3Dialect: PartsDialect {
    /// `s3`.
    public let name = "s3"
    /// Where objects go.
    public let place: S3Place
    /// How an object may be cut.
    public let limits: PartLimits
    /// Objects of so many bytes or fewer go by one `PUT`.
    public let maxWholeBytes: Int64
    /// The checksum that is asked for.
    public let choice: ChecksumChoice

    /// Which checksum bodies are sent with.
    public enum ChecksumChoice: String, Sendable, CaseIterable {
        /// CRC-64/NVME; MD5 where the storage does not know it.
        case automatic = "auto"
        /// CRC-64/NVME.
        case crc64nvme
        /// CRC-32C.
        case crc32c
        /// MD5, in `Content-MD5` and in entity tags: what every storage had first.
        case md5
        /// None; what arrived is compared by its length and by what the storage tells of itself.
        case none

        /// The algorithm that is asked for first.
        public var algorithm: ChecksumAlgorithm? {
            switch self {
            case .automatic, .crc64nvme: .crc64nvme
            case .crc32c: .crc32c
            case .md5: .md5
            case .none: nil
            }
        }
    }

    /// Creates the dialect of one bucket.
    ///
    /// - Parameters:
    ///   - place: Where objects go.
    ///   - checksum: Which checksum bodies are sent with.
    ///   - maxWholeBytes: Objects of so many bytes or fewer go by one `PUT`; at most the largest part.
    ///   - limits: How an object may be cut; Amazon's limits unless a storage is known to have others.
    public init(
        place: S3Place, checksum: ChecksumChoice = .automatic, maxWholeBytes: Int64 = 8 << 20,
        limits: PartLimits = .s3
    ) {
        self.place = place
        choice = checksum
        self.maxWholeBytes = min(max(maxWholeBytes, 0), limits.maxBytes)
        self.limits = limits
    }

    /// The condition on the name, and the chosen checksum.
    public var features: PartsFeatures { PartsFeatures(guardsNames: true, checksum: choice.algorithm) }

    /// Amazon honours `If-None-Match`; some of the others ignore it without a word.
    public var isNameGuardTrusted: Bool { place.isAmazon }

    /// Names behind the prefix in keys of 1,024 bytes (Amazon S3, "Naming Amazon S3 objects").
    public var nameRules: ObjectNameRules { ObjectNameRules(behind: String(place.prefix.dropLast())) }

    /// `s3://BUCKET/PREFIX/NAME`.
    public func location(ofObject name: String) -> String? { place.location(key: place.prefix + name) }

    /// Nothing is asked beforehand: S3 does not say what it can.
    public func discover() -> HTTPRequest? { nil }

    /// Uploads can be given up.
    public func capabilities(from response: HTTPTransferResponse?) -> UploadCapabilities {
        UploadCapabilities(terminates: true, maxBytes: Int64(limits.maxCount) * limits.maxBytes)
    }

    /// The request to an object, with a query.
    func request(
        _ method: HTTPRequest.Method, _ location: String, query: [(name: String, value: String)] = [],
        _ fields: HTTPFields = [:]
    ) throws(UploadFailure) -> HTTPRequest {
        guard let key = place.key(in: location), let url = place.url(key: key, query: query) else {
            throw UploadFailure(
                .other,
                FerryError(
                    .destinationWrongProtocol, "\(location) names no object of this bucket",
                    next: "check the destination and the object's name", disposition: .giveUp))
        }
        return url.request(method, fields)
    }
}
