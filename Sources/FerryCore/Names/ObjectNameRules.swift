/// What names a storage takes.
public struct ObjectNameRules: Sendable, Hashable {
    /// Bytes of a name in UTF-8 at most.
    public var maxBytes: Int
    /// Bytes between two slashes at most; file systems take 255.
    public var maxSegmentBytes: Int
    /// What a name may hold beside ASCII letters, digits and `/`; `nil` for all of Unicode but control characters.
    public var plainSymbols: String?
    /// The one name that the destination stands for, such as the last part of an exact URL; then no template counts.
    public var fixedName: String?

    /// Creates rules; by default those that every store takes (keys of 1,024 bytes in S3 and Google Cloud
    /// Storage). No limit is below 64 bytes.
    public init(
        maxBytes: Int = 1024, maxSegmentBytes: Int = 255, plainSymbols: String? = nil, fixedName: String? = nil
    ) {
        self.maxBytes = max(Self.leastBytes, maxBytes)
        self.maxSegmentBytes = max(Self.leastBytes, maxSegmentBytes)
        self.plainSymbols = plainSymbols
        self.fixedName = fixedName
    }

    /// The default rules for names that stand behind a prefix of the same key.
    ///
    /// - Parameter prefix: Without slashes at either end; empty for none.
    public init(behind prefix: String) {
        self.init(maxBytes: 1024 - (prefix.isEmpty ? 0 : prefix.utf8.count + 1))
    }

    /// What a name may always have, also behind a very long prefix; the store will say whether it is too much.
    private static let leastBytes = 64
}
