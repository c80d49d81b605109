/// The key that one file is sealed with, 32 bytes. It says `***` of itself.
///
/// It has a JSON form because the media worker is told the keys of its files over its channel; nothing else may carry it.
public struct FileKey: Sendable, Hashable, Codable {
    /// The bytes; only for a cipher.
    public let revealed: [UInt8]

    /// Bytes of a key.
    public static let byteCount = 32

    /// Takes a key; `nil` for another number of bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        revealed = bytes
    }
}

extension FileKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `***`.
    public var description: String { "***" }
    /// Always `***`.
    public var debugDescription: String { "***" }
    /// Without children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// The keys of the files of one piece of work on media.
public struct MediaKeys: Sendable, Hashable, Codable {
    /// Of the media that is read; `nil` where it stands there as it is.
    public var source: FileKey?
    /// Of the rendition that is written; `nil` where it is written as it is.
    public var rendition: FileKey?
    /// Of the packet log; `nil` where it is written as it is.
    public var log: FileKey?

    /// Names keys.
    public init(source: FileKey? = nil, rendition: FileKey? = nil, log: FileKey? = nil) {
        self.source = source
        self.rendition = rendition
        self.log = log
    }
}
