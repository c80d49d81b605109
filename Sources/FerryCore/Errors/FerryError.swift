/// What went wrong with one input, why, and what may be done about it.
///
/// Every failure that leaves a stage of the road is one of these. The JSON form is the `Error` document that other
/// programs read: `{code, message, input, next, disposition, offset, status, retryAfterSeconds}`.
public struct FerryError: Error, Sendable, Equatable, Codable {
    /// What happened, as a stable name such as `source.notFound`.
    public var code: Code
    /// One sentence naming the reason, without the input's name, without secrets.
    public var message: String
    /// The input that failed: a path as given, `-` for standard input, or a name given by the caller.
    @Nullable public var input: String?
    /// What the user can do next, in one short sentence.
    public var next: String
    /// What a machine may do next.
    public var disposition: Disposition
    /// The byte of the input at which the fault was found, from 0, where that is known.
    @Nullable public var offset: Int64?
    /// The HTTP status that led here, where there was one.
    @Nullable public var status: Int?
    /// How many seconds the server asked to wait, where it did.
    @Nullable public var retryAfterSeconds: Double?

    /// What a machine may do after a failure.
    public enum Disposition: String, Sendable, Codable, CaseIterable {
        /// The same step may be tried again after a back-off.
        case retry
        /// The same step may be tried again, not before `retryAfterSeconds`.
        case retryAfter
        /// What is at the server is void; one new upload from byte 0 may be made.
        case freshStart
        /// Trying again by itself would not help.
        case giveUp
    }

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What happened.
    ///   - message: One sentence naming the reason.
    ///   - input: The input that failed, where it is known already; see ``named(_:)``.
    ///   - next: What the user can do; the code's own advice when `nil`.
    ///   - disposition: What a machine may do; the code's own when `nil`.
    ///   - offset: Byte of the input, from 0.
    ///   - status: HTTP status.
    ///   - retryAfterSeconds: Seconds the server asked to wait.
    public init(
        _ code: Code, _ message: String, input: String? = nil, next: String? = nil, disposition: Disposition? = nil,
        offset: Int64? = nil, status: Int? = nil, retryAfterSeconds: Double? = nil
    ) {
        self.code = code
        self.message = message
        self.next = next ?? code.advice
        self.disposition = disposition ?? code.disposition
        self._input = Nullable(wrappedValue: input)
        self._offset = Nullable(wrappedValue: offset)
        self._status = Nullable(wrappedValue: status)
        self._retryAfterSeconds = Nullable(wrappedValue: retryAfterSeconds)
    }

    /// The same error with the input it belongs to, unless it names one already.
    public func named(_ input: String) -> FerryError {
        guard self.input == nil else { return self }
        var named = self
        named.input = input
        return named
    }
}

extension FerryError: CustomStringConvertible {
    /// `INPUT: MESSAGE; NEXT [CODE]`, the line that stands on standard error after `mediaferry: `.
    public var description: String {
        let subject = input.map { "\($0): " } ?? ""
        return "\(subject)\(message); \(next) [\(code)]"
    }
}
