import FoundationEssentials
import HTTPTypes

/// The `Upload-Metadata` field of tus creation: pairs of a key and a base64 value, kept as the client wrote them.
struct UploadMetadata: Equatable, Sendable {
    /// Longest field value that is taken, in bytes.
    static let maxBytes = 8 << 10
    /// Most pairs that are taken.
    static let maxPairs = 64

    /// The field value as it came; echoed by HEAD.
    let text: String
    /// The decoded values by key.
    let values: [String: [UInt8]]

    /// Metadata without any pair.
    static let none = UploadMetadata(text: "", values: [:])

    private init(text: String, values: [String: [UInt8]]) {
        self.text = text
        self.values = values
    }

    /// Reads a field value: `key base64,key2 base64`, keys printable ASCII without space and comma, each key once,
    /// the value may be empty.
    init(parsing text: String) throws(ReceiverRefusal) {
        guard text.utf8.count <= Self.maxBytes else {
            throw ReceiverRefusal(
                .requestHeaderFieldsTooLarge, "Upload-Metadata is longer than \(Self.maxBytes) bytes")
        }
        var values: [String: [UInt8]] = [:]
        let pairs = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed() }
        guard pairs.count <= Self.maxPairs else {
            throw .malformed("Upload-Metadata holds more than \(Self.maxPairs) pairs")
        }
        for pair in pairs where !(pair.isEmpty && pairs.count == 1) {
            let (key, value) = try Self.pair(pair)
            guard values.updateValue(value, forKey: key) == nil else {
                throw .malformed("Upload-Metadata names the key \(key) twice")
            }
        }
        self.text = text
        self.values = values
    }

    private static func pair(_ text: Substring) throws(ReceiverRefusal) -> (key: String, value: [UInt8]) {
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard let key = parts.first, !key.isEmpty, key.utf8.allSatisfy({ (33...126).contains($0) && $0 != 44 }) else {
            throw .malformed("Upload-Metadata has a key that is not printable ASCII")
        }
        let encoded = parts.count == 2 ? String(parts[1]) : ""
        guard let data = Data(base64Encoded: encoded) else {
            throw .malformed("Upload-Metadata has a value that is not base64 at the key \(key)")
        }
        return (String(key), [UInt8](data))
    }

    /// The value of a key as text; `nil` when it is missing, empty or not UTF-8.
    func string(_ key: String) -> String? {
        guard let bytes = values[key], !bytes.isEmpty else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    fileprivate func trimmed() -> Substring {
        var text = self
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text.drop { $0 == " " || $0 == "\t" }
    }
}
