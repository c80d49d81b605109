/// The port that encrypts and authenticates chunks of one file, each for its place.
public protocol ChunkCipher: Sendable {
    /// Encrypts.
    ///
    /// - Parameters:
    ///   - text: What is hidden.
    ///   - place: What the chunk is bound to: opened for another place, it is damaged.
    ///   - sealed: Takes ``SealedFormat/overhead`` bytes more than the text has.
    func seal(_ text: UnsafeRawBufferPointer, for place: UInt64, into sealed: UnsafeMutableRawBufferPointer)

    /// Decrypts.
    ///
    /// - Parameters:
    ///   - sealed: What ``seal(_:for:into:)`` gave.
    ///   - place: What it was sealed for.
    ///   - text: Takes ``SealedFormat/overhead`` bytes fewer than the sealed chunk has.
    /// - Returns: Whether it is what was sealed, by the same key and for that place.
    func open(
        _ sealed: UnsafeRawBufferPointer, for place: UInt64, into text: UnsafeMutableRawBufferPointer
    ) -> Bool
}

extension ChunkCipher {
    /// Encrypts an array.
    public func seal(_ text: [UInt8], for place: UInt64) -> [UInt8] {
        var sealed = [UInt8](repeating: 0, count: text.count + SealedFormat.overhead)
        text.withUnsafeBytes { text in sealed.withUnsafeMutableBytes { seal(text, for: place, into: $0) } }
        return sealed
    }

    /// Decrypts an array; `nil` for what is not what was sealed.
    public func open(_ sealed: [UInt8], for place: UInt64) -> [UInt8]? {
        guard sealed.count >= SealedFormat.overhead else { return nil }
        var text = [UInt8](repeating: 0, count: sealed.count - SealedFormat.overhead)
        let isWhole = sealed.withUnsafeBytes { sealed in
            text.withUnsafeMutableBytes { open(sealed, for: place, into: $0) }
        }
        return isWhole ? text : nil
    }
}
