import Foundation

/// Any JSON value. A field that is absent and one that is `null` are told apart by ``has(_:)``.
enum JSONValue: Sendable, Equatable, Decodable {
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

    /// Reads one document.
    static func parse(_ text: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    /// Reads one file.
    static func file(_ path: String) throws -> JSONValue { try parse(String(contentsOfFile: path, encoding: .utf8)) }

    /// The value at a path of keys, such as `receipt.source.bytes`; `nil` where there is none.
    subscript(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(.some(self)) { value, key in
            guard case .object(let fields) = value else { return nil }
            return fields[String(key)]
        }
    }

    /// Whether the field is there, be it `null`.
    func has(_ path: String) -> Bool { self[path] != nil }

    var text: String? { if case .string(let value) = self { value } else { nil } }
    var number: Double? { if case .number(let value) = self { value } else { nil } }
    var integer: Int? { number.flatMap { Int(exactly: $0) } }
    var isTrue: Bool { self == .bool(true) }
    var items: [JSONValue] { if case .array(let values) = self { values } else { [] } }
    var keys: Set<String> { if case .object(let fields) = self { Set(fields.keys) } else { [] } }
}
