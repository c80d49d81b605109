import FerryCore
import FerrySessions

/// The items of a query, read by name and type; an error names the item.
struct QueryItems: Sendable {
    private let items: [String: String]

    init(_ items: [String: String]) { self.items = items }

    /// A whole number of a range, none of it below 0, if there is one.
    func integer(_ name: String, in range: ClosedRange<Int> = 0...Int.max) throws(FerryError) -> Int? {
        guard let text = items[name] else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else {
            throw wrong(name, "a whole number is expected")
        }
        guard range.contains(number) else {
            throw wrong(name, "a number from \(range.lowerBound) to \(range.upperBound) is expected")
        }
        return number
    }

    /// `true` or `false`, if there is one.
    func flag(_ name: String) throws(FerryError) -> Bool? {
        switch items[name] {
        case nil: nil
        case "true": true
        case "false": false
        default: throw wrong(name, "true or false is expected")
        }
    }

    /// The value of an enumeration, if there is one.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type = Choice.self
    ) throws(FerryError) -> Choice? where Choice.RawValue == String {
        guard let text = items[name] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw wrong(name, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")) is expected")
        }
        return choice
    }

    /// The name of a user, if there is one.
    func user() throws(FerryError) -> String? {
        try items["userId"].map { name throws(FerryError) in try GivenName.checked(name, "userId") }
    }

    /// The session that is meant, if there is one.
    var sessionID: SessionID? { items["sessionId"].map { SessionID(rawValue: $0) } }

    /// The states of sessions that are meant; all where nothing is said.
    func sessionStates() throws(FerryError) -> Set<SessionState> {
        guard items["state"] != "incomplete" else { return Set(SessionState.allCases.filter(\.isIncomplete)) }
        return try choice("state", of: SessionState.self).map { [$0] } ?? Set(SessionState.allCases)
    }

    private func wrong(_ name: String, _ reason: String) -> FerryError {
        FerryError(.requestUnprocessable, reason, input: name)
    }
}
