import FerryCore
import FoundationEssentials

/// How a value stands in a row: as JSON with its keys in order, so that the same value is the same text.
enum StoredJSON {
    /// The text of a value.
    static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The value of a text that was stored.
    ///
    /// - Parameters:
    ///   - kind: What it is, in a word, for the error.
    ///   - id: Its name, for the error.
    static func value<Value: Decodable>(
        _ type: Value.Type = Value.self, from text: Data, _ kind: String, _ id: String
    ) throws(FerryError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: text)
        } catch {
            throw FerryError(
                .storeUnavailable, "the stored \(kind) \(id) cannot be read by this version of mediaferry",
                next: "use the version that wrote it or another directory with --state", disposition: .giveUp)
        }
    }
}
