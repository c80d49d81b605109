/// A small JSON document, read whole.
indirect enum JSONDocument: Sendable, Equatable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONDocument])
    case object([String: JSONDocument])

    /// What it is, in words.
    var kindName: String {
        switch self {
        case .null: "null"
        case .flag: "a Boolean"
        case .number: "a number"
        case .text: "a string"
        case .list: "an array"
        case .object: "an object"
        }
    }
}
