/// Why bytes between the command and its media worker are not frames.
public enum FrameError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A frame says it is longer than a frame may be.
    case tooLong(bytes: Int, limit: Int)
    /// A frame without a message.
    case empty
    /// The stream ended inside a frame that lacks this many bytes at least.
    case cutShort(missing: Int)

    /// One clause with the numbers.
    public var description: String {
        switch self {
        case .tooLong(let bytes, let limit): "a message of \(bytes) bytes, more than the \(limit) allowed"
        case .empty: "a message without content"
        case .cutShort(let missing): "a message that lacks its last \(missing) bytes or more"
        }
    }
}
