/// The most that one answer may hold. What is held in memory for one answer is bounded by these, whatever the size of its
/// media.
public struct IntakeLimits: Sendable, Equatable {
    /// Decoded bytes of one recording.
    public var mediaBytes: Int64
    /// Bytes of the written answer, in UTF-8.
    public var textBytes: Int
    /// Bytes of a name or a URL, in UTF-8.
    public var nameBytes: Int
    /// Bytes of the request's body beside its media: names, values, white space, boundaries, headers of parts.
    public var fieldBytes: Int
    /// Bytes of the headers of one part of a form.
    public var headerBytes: Int
    /// Fields of an answer, known or not: members of a JSON object, parts of a form.
    public var fields: Int
    /// How deep JSON may be nested, at most 64.
    public var nesting: Int

    /// Creates limits.
    public init(
        mediaBytes: Int64 = 16 << 30, textBytes: Int = 1 << 20, nameBytes: Int = 4096, fieldBytes: Int = 4 << 20,
        headerBytes: Int = 16 << 10, fields: Int = 64, nesting: Int = 32
    ) {
        self.mediaBytes = mediaBytes
        self.textBytes = textBytes
        self.nameBytes = nameBytes
        self.fieldBytes = fieldBytes
        self.headerBytes = headerBytes
        self.fields = fields
        self.nesting = nesting
    }
}
