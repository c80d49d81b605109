/// What an implementation of a port did that the port forbids.
public struct ConformanceFailure: Error, CustomStringConvertible {
    /// One sentence: what was expected and what came.
    public let description: String

    /// Creates a failure.
    public init(_ description: String) { self.description = description }
}

/// Fails with a sentence unless the condition holds.
func expect(_ condition: Bool, _ sentence: @autoclosure () -> String) throws(ConformanceFailure) {
    guard condition else { throw ConformanceFailure(sentence()) }
}

/// Fails unless both are equal, and says both.
func expect<Value: Equatable>(
    _ found: Value, equals wanted: Value, _ subject: @autoclosure () -> String
) throws(ConformanceFailure) {
    guard found == wanted else {
        throw ConformanceFailure("\(subject()): expected \(wanted), found \(found)")
    }
}
