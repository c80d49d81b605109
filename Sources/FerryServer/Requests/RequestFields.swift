import FerryCore

/// The fields of a JSON object in a request, read by name and type; an error names the field.
///
/// A missing field and `null` mean the same. Fields that nobody asks for are passed over.
struct RequestFields: Sendable {
    private let members: [String: JSONDocument]
    private let place: String

    /// The fields of a document, which must be an object.
    ///
    /// - Throws: `request.unprocessable`.
    init(_ document: JSONDocument, place: String = "") throws(FerryError) {
        guard case .object(let members) = document else {
            throw FerryError(
                .requestUnprocessable, "an object is expected here, not \(document.kindName)",
                input: place.isEmpty ? "the body" : place)
        }
        self.members = members
        self.place = place
    }

    /// Their names.
    var names: [String] { members.keys.sorted() }

    /// Whether there is a value.
    func contains(_ name: String) -> Bool { value(name) != nil }

    /// Text that must be there.
    func text(_ name: String) throws(FerryError) -> String { try required(name, try optionalText(name)) }

    /// Text, if there is any.
    func optionalText(_ name: String) throws(FerryError) -> String? {
        switch value(name) {
        case nil: nil
        case .text(let text): text
        case .some(let other): throw wrong(name, "a string is expected, not \(other.kindName)")
        }
    }

    /// A name that a caller gives, if there is one.
    func optionalName(_ name: String) throws(FerryError) -> String? {
        guard let text = try optionalText(name) else { return nil }
        return try GivenName.checked(text, path(name))
    }

    /// A number that must be there.
    func number(_ name: String) throws(FerryError) -> Double { try required(name, try optionalNumber(name)) }

    /// A number, if there is one.
    func optionalNumber(_ name: String) throws(FerryError) -> Double? {
        switch value(name) {
        case nil: nil
        case .number(let number): number
        case .some(let other): throw wrong(name, "a number is expected, not \(other.kindName)")
        }
    }

    /// A whole number, if there is one.
    func optionalInteger(_ name: String) throws(FerryError) -> Int? {
        guard let number = try optionalNumber(name) else { return nil }
        guard let integer = Int(exactly: number) else { throw wrong(name, "a whole number is expected") }
        return integer
    }

    /// A Boolean, if there is one.
    func optionalFlag(_ name: String) throws(FerryError) -> Bool? {
        switch value(name) {
        case nil: nil
        case .flag(let flag): flag
        case .some(let other): throw wrong(name, "a Boolean is expected, not \(other.kindName)")
        }
    }

    /// An object, if there is one.
    func optionalFields(_ name: String) throws(FerryError) -> RequestFields? {
        guard let value = value(name) else { return nil }
        return try RequestFields(value, place: path(name))
    }

    /// The objects of a list; none where the list is missing.
    func list(_ name: String) throws(FerryError) -> [RequestFields] {
        guard let value = value(name) else { return [] }
        guard case .list(let items) = value else {
            throw wrong(name, "an array is expected, not \(value.kindName)")
        }
        var fields: [RequestFields] = []
        for (index, item) in items.enumerated() {
            fields.append(try RequestFields(item, place: "\(path(name))[\(index)]"))
        }
        return fields
    }

    /// All fields as text.
    func texts() throws(FerryError) -> [String: String] {
        var texts: [String: String] = [:]
        for name in names { texts[name] = try text(name) }
        return texts
    }

    /// One of the values of an enumeration, if there is one.
    func optionalChoice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type = Choice.self
    ) throws(FerryError) -> Choice? where Choice.RawValue == String {
        guard let text = try optionalText(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw wrong(name, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")) is expected")
        }
        return choice
    }

    /// The error of a field that cannot be.
    func wrong(_ name: String, _ reason: String) -> FerryError {
        FerryError(.requestUnprocessable, reason, input: path(name))
    }

    private func value(_ name: String) -> JSONDocument? {
        let value = members[name]
        return value == .null ? nil : value
    }

    private func required<Value>(_ name: String, _ value: Value?) throws(FerryError) -> Value {
        guard let value else { throw wrong(name, "the field is missing") }
        return value
    }

    private func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }
}
