import FoundationEssentials

/// A JSON document as a tree, so that a test can say which keys stand where and which are `null`.
enum JSONValue: Equatable, Decodable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// The tree of what `value` writes.
    init(_ value: some Encodable) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
    }

    /// The value of a key; `nil` when there is no such key.
    subscript(_ key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// The keys of an object, sorted and separated by spaces, as the contract lists them.
    var keys: String {
        if case .object(let members) = self { members.keys.sorted().joined(separator: " ") } else { "" }
    }

    /// The keys whose value is `null`, sorted and separated by spaces.
    var nullKeys: String {
        guard case .object(let members) = self else { return "" }
        return members.filter { $0.value == .null }.keys.sorted().joined(separator: " ")
    }
}

/// What comes back when a value is written as JSON and read again.
func throughJSON<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
}

/// The words of a text, sorted and separated by single spaces: the shape of `JSONValue.keys`.
func sorted(_ words: String) -> String {
    words.split(whereSeparator: \.isWhitespace).sorted().joined(separator: " ")
}
