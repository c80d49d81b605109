/// How one recording of a batch ended.
public enum BatchOutcome: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
    /// At the destination, whole.
    case delivered
    /// At the destination, with stated loss of media.
    case deliveredWithLoss
    /// The same bytes were there already, or arrived under another name of this batch.
    case reused
    /// An encode did not save enough: the recording is at the destination as it was or with its container mended, and
    /// with `--replace` it was left alone.
    case notSmaller
    /// The rendition stands in the original's place.
    case replaced
    /// With `--replace`: left alone because its rendition lacks media.
    case kept
    /// Not usable as it is.
    case refused
    /// Tried as often as the policy says, then set aside.
    case setAside
    /// It was listed and was gone when its turn came.
    case removed

    /// Whether the recording is where it was to be, in the form it was to have.
    public var isGood: Bool {
        switch self {
        case .delivered, .deliveredWithLoss, .reused, .notSmaller, .replaced, .removed: true
        case .kept, .refused, .setAside: false
        }
    }
}
