import Crypto
public import FerryCore
import FoundationEssentials

/// AES-256-GCM (NIST SP 800-38D) with a random nonce for each chunk; the chunk's place is authenticated with it.
public struct GCMCipher: ChunkCipher {
    private let key: SymmetricKey

    /// A cipher of one file.
    public init(_ key: FileKey) { self.key = SymmetricKey(data: key.revealed) }

    /// See ``ChunkCipher``.
    public func seal(_ text: UnsafeRawBufferPointer, for place: UInt64, into sealed: UnsafeMutableRawBufferPointer) {
        precondition(sealed.count == text.count + SealedFormat.overhead, "a sealed chunk is longer by the overhead")
        // Sealing fails for a key or a nonce of a wrong length alone, and both have theirs.
        guard let box = try? AES.GCM.seal(text, using: key, authenticating: Self.label(place)),
            let combined = box.combined
        else { preconditionFailure("AES-GCM takes any text below 64 GiB") }
        combined.withUnsafeBytes { sealed.copyMemory(from: $0) }
    }

    /// See ``ChunkCipher``.
    public func open(
        _ sealed: UnsafeRawBufferPointer, for place: UInt64, into text: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard sealed.count == text.count + SealedFormat.overhead, let box = try? AES.GCM.SealedBox(combined: sealed),
            let opened = try? AES.GCM.open(box, using: key, authenticating: Self.label(place))
        else { return false }
        opened.withUnsafeBytes { text.copyMemory(from: $0) }
        return true
    }

    private static func label(_ place: UInt64) -> [UInt8] { withUnsafeBytes(of: place.littleEndian, Array.init) }
}
