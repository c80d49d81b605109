/// What a storage is asked to do beyond the core of its protocol, as far as it has not refused.
public struct PartsFeatures: Sendable, Hashable {
    /// Whether a request that makes an object is to be refused when one stands at its name already.
    public var guardsNames: Bool
    /// The checksum that bodies are sent with; `nil` for none.
    public var checksum: ChecksumAlgorithm?
    /// Whether the request that completes an upload repeats the checksums.
    public var completesWithChecksums: Bool

    /// Creates features.
    public init(guardsNames: Bool = true, checksum: ChecksumAlgorithm?, completesWithChecksums: Bool = true) {
        self.guardsNames = guardsNames
        self.checksum = checksum
        self.completesWithChecksums = completesWithChecksums
    }

    /// What is left after the storage has refused the checksum: MD5, which every storage has; then none.
    public mutating func withoutChecksum() { checksum = checksum == .md5 || checksum == nil ? nil : .md5 }
}
