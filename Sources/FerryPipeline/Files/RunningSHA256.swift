import Crypto

/// A running SHA-256 over raw bytes.
package struct RunningSHA256 {
    private var hash = SHA256()

    package init() {}

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    /// The hash so far in lower-case hex.
    package func hex() -> String { Self.hex(of: hash.finalize()) }

    /// The hash of a text's UTF-8 in lower-case hex.
    package static func hex(of text: String) -> String { hex(of: SHA256.hash(data: Array(text.utf8))) }

    private static func hex(of digest: SHA256.Digest) -> String {
        digest.map { byte in byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16) }.joined()
    }
}
