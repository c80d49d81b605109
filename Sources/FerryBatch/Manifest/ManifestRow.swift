import FerryCore
import FoundationEssentials

/// One row of a manifest.
struct ManifestRow: Sendable, Equatable {
    /// A path, or the location of an object.
    var source = ""
    /// The object's name that is wanted.
    var name: String?
    var preset: Preset?
    var metadata: [String: String] = [:]

    /// What is wrong with a row, in one clause.
    struct Fault: Error, Equatable {
        var reason: String
    }

    /// A row that names a source alone.
    init(source: String) { self.source = source }

    /// A row by its columns. An empty field says nothing.
    init(columns: [ManifestColumn], fields: [String]) throws(Fault) {
        guard fields.count == columns.count else {
            throw Fault(reason: "it has \(fields.count) fields, the header names \(columns.count)")
        }
        for (column, field) in zip(columns, fields) where !field.isEmpty { try take(column, field) }
        try check()
    }

    /// A row of a JSON object.
    init(json: Data) throws(Fault) {
        let object: [String: ManifestValue]
        do { object = try JSONDecoder().decode([String: ManifestValue].self, from: json) } catch {
            throw Fault(reason: "it is no JSON object of texts")
        }
        for (key, value) in object.sorted(by: { $0.key < $1.key }) {
            if key == "metadata", case .object(let pairs) = value {
                metadata.merge(pairs) { _, new in new }
                continue
            }
            guard let column = ManifestColumn(key) else { throw Fault(reason: "it has the unknown key \(key)") }
            guard case .text(let text) = value else {
                if case .null = value { continue }
                throw Fault(reason: "the value of \(key) is no text")
            }
            try take(column, text)
        }
        try check()
    }

    private mutating func take(_ column: ManifestColumn, _ text: String) throws(Fault) {
        switch column {
        case .source: source = text
        case .name: name = text
        case .metadata(let key): metadata[key] = text
        case .preset:
            guard let preset = Preset(rawValue: text) else {
                let known = Preset.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(reason: "there is no preset \(text); the presets are \(known)")
            }
            self.preset = preset
        }
    }

    private func check() throws(Fault) {
        guard !source.isEmpty else { throw Fault(reason: "it names no source") }
        guard !source.utf8.contains(0) else { throw Fault(reason: "its source has a zero byte") }
        if let bad = metadata.keys.sorted().first(where: { !ManifestColumn.isMetadataKey($0) }) {
            throw Fault(reason: "the metadata key \(bad) has more than letters, digits, - and _")
        }
    }
}

/// A column or key of a manifest.
enum ManifestColumn: Equatable {
    case source
    case name
    case preset
    case metadata(String)

    /// By its name; `nil` for one that is not known.
    init?(_ text: String) {
        switch text {
        case "source": self = .source
        case "name": self = .name
        case "preset": self = .preset
        default:
            guard text.hasPrefix("metadata."), Self.isMetadataKey(String(text.dropFirst(9))) else { return nil }
            self = .metadata(String(text.dropFirst(9)))
        }
    }

    static func isMetadataKey(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.count <= 128
            && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
}

/// A value of a row in JSON.
private enum ManifestValue: Decodable {
    case text(String)
    case object([String: String])
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let whole = try? container.decode(Int64.self) {
            self = .text(String(whole))
        } else {
            self = .object(try container.decode([String: String].self))
        }
    }
}
