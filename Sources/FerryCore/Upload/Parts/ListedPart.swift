/// A part as the storage lists it, or as its reply to the part says it.
public struct ListedPart: Sendable, Hashable {
    /// The place of the part, from 0.
    public var index: Int
    /// Its bytes; `nil` where the storage does not say.
    public var bytes: Int64?
    /// The storage's tag, without quotes.
    public var entityTag: String
    /// Checksums of the part, as far as the storage tells them; an MD5 may come from the tag.
    public var checksums: [Checksum]

    /// Creates a part.
    public init(index: Int, bytes: Int64?, entityTag: String, checksums: [Checksum] = []) {
        self.index = index
        self.bytes = bytes
        self.entityTag = entityTag
        self.checksums = checksums
    }

    /// What a part is compared by.
    public enum Proof: Sendable, Equatable {
        /// The bytes here must have this checksum.
        case checksum(Checksum)
        /// It is another part.
        case refuted
        /// Nothing can be told.
        case none
    }

    /// How it can be found out whether this part holds the bytes that are here.
    ///
    /// - Parameters:
    ///   - bytes: Bytes that the part should have.
    ///   - remembered: What was written down when the storage acknowledged this part; its checksum counts for a part
    ///     that still bears the same tag.
    ///   - algorithm: The checksum that this upload uses.
    public func proof(bytes: Int64, remembered: PartReference?, algorithm: ChecksumAlgorithm?) -> Proof {
        guard self.bytes == nil || self.bytes == bytes else { return .refuted }
        if let told = checksums.first(where: { $0.algorithm == algorithm }) { return .checksum(told) }
        if let known = remembered?.checksum, remembered?.entityTag == entityTag { return .checksum(known) }
        return checksums.first.map(Proof.checksum) ?? .none
    }
}
