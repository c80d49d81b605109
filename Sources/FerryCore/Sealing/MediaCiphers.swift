/// The ciphers of the files of one piece of work on media.
public struct MediaCiphers: Sendable {
    /// Of the media that is read; `nil` where it stands there as it is.
    public var source: (any ChunkCipher)?
    /// Of the rendition that is written; `nil` where it is written as it is.
    public var rendition: (any ChunkCipher)?
    /// Of the packet log; `nil` where it is written as it is.
    public var log: (any ChunkCipher)?

    /// All files are as they are.
    public init() {}

    /// Makes the ciphers of keys.
    public init(_ keys: MediaKeys?, cipher: (FileKey) -> any ChunkCipher) {
        source = keys?.source.map(cipher)
        rendition = keys?.rendition.map(cipher)
        log = keys?.log.map(cipher)
    }
}
