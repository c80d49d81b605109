/// What the adviser may do, and within which limits.
public struct AdviserSettings: Sendable, Equatable {
    /// Whether advice is given, and whether it is taken.
    public var mode: Mode
    /// The presets that may take the place of the one that was asked for. `voice` is none of them: it leaves pictures out.
    public var presets: [Preset]
    /// Bits a second of H.264 pictures below which their highest local rate is never put; `nil` never lowers it.
    public var minBitRate: Int?
    /// Bits a second that the highest local rate of H.264 pictures never passes while advice is taken; `nil` is the
    /// preset's own.
    public var maxBitRate: Int?
    /// Bytes of a chunk at least, where its size is fitted to the link.
    public var minChunkBytes: Int64?
    /// Bytes of a chunk at most, where its size is fitted to the link.
    public var maxChunkBytes: Int64?

    /// Whether advice is given, and whether it is taken.
    public enum Mode: String, Sendable, Codable, CaseIterable {
        /// Nothing is looked at.
        case off
        /// What would be better is said and not done.
        case suggest
        /// What is better is done, for jobs that are not planned yet.
        case on
    }

    /// Creates settings. By default there is no adviser; one that is there may leave packets as they are and no more.
    public init(
        mode: Mode = .off, presets: [Preset] = [.copy], minBitRate: Int? = nil, maxBitRate: Int? = nil,
        minChunkBytes: Int64? = nil, maxChunkBytes: Int64? = nil
    ) {
        self.mode = mode
        self.presets = presets.filter { $0 != .voice }
        self.minBitRate = minBitRate
        self.maxBitRate = maxBitRate
        self.minChunkBytes = minChunkBytes
        self.maxChunkBytes = maxChunkBytes
    }

    /// The limits of chunks, beside those of protocol and server.
    public var chunkLimits: ChunkLimits {
        let least = max(1, minChunkBytes ?? 1)
        return ChunkLimits(minBytes: least, maxBytes: max(least, maxChunkBytes ?? .max))
    }
}
