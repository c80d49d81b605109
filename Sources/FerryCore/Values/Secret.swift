/// A text that must never be seen: a key, a token, a password.
///
/// It says `***` of itself to `print`, `dump`, `String(describing:)`, string interpolation and mirrors, and so does every
/// value that holds one. It has no JSON form, so that no document can carry it by accident.
public struct Secret: Sendable, Hashable {
    /// The text itself; only for the place that puts it on the wire or into a key.
    public let revealed: String

    /// Hides a text.
    public init(_ text: String) { revealed = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `***`.
    public var description: String { "***" }
    /// Always `***`.
    public var debugDescription: String { "***" }
    /// Without children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
