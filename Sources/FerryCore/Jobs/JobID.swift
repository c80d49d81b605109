/// The name of a job: letters, digits and `-` only, unique for ever, made by the shells.
public struct JobID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The name as text.
    public let rawValue: String
    /// Wraps a name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The name as text.
    public var description: String { rawValue }
}

extension JobID: Codable {
    /// Reads a plain JSON string.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes a plain JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
