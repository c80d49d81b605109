import Crypto
public import FerryCore
import FoundationEssentials

/// The key that all sealed files of a state directory hang on. It says `***` of itself.
public struct SpoolKey: Sendable, Equatable {
    private let root: SymmetricKey

    /// Reads a key: 32 bytes as 64 hexadecimal digits or as base64, white space around it left out.
    ///
    /// - Throws: `store.unavailable` for a text that is none; the text is not named.
    public init(text: String) throws(FerryError) {
        let text = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard let bytes = Self.hexadecimal(text) ?? Data(base64Encoded: text).map({ [UInt8]($0) }),
            bytes.count == FileKey.byteCount
        else {
            throw FerryError(
                .storeUnavailable, "the spool key is not 32 bytes, as 64 hexadecimal digits or as base64",
                next: "make one with: openssl rand -hex 32")
        }
        root = SymmetricKey(data: bytes)
    }

    /// Eight bytes that tell this key from others, and nothing else of it.
    public var id: [UInt8] { bytes("mediaferry.spool.id/1", salt: [], count: SealedFormat.keyIDBytes) }

    /// The key of one file (HKDF with SHA-256, RFC 5869).
    ///
    /// - Parameters:
    ///   - name: What the file is called in the state directory.
    ///   - salt: Bytes of its own.
    public func fileKey(_ name: String, salt: [UInt8]) -> FileKey {
        guard let key = FileKey(bytes("mediaferry.spool.file/1 \(name)", salt: salt, count: FileKey.byteCount)) else {
            preconditionFailure("a derived key has the bytes that were asked for")
        }
        return key
    }

    private func bytes(_ purpose: String, salt: [UInt8], count: Int) -> [UInt8] {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: root, salt: salt, info: Array(purpose.utf8), outputByteCount: count
        ).withUnsafeBytes { Array($0) }
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { UInt8(String(Unicode.Scalar($0)), radix: 16) }
        guard digits.count == 2 * FileKey.byteCount, digits.allSatisfy({ $0 != nil }) else { return nil }
        let values = digits.compactMap { $0 }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }
}

extension SpoolKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `***`.
    public var description: String { "***" }
    /// Always `***`.
    public var debugDescription: String { "***" }
    /// Without children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
