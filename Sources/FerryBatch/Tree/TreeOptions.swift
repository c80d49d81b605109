/// How links and hidden names of a directory tree are treated.
public struct TreeOptions: Sendable, Equatable {
    /// Whether symbolic links count as what they lead to; else they are passed over. A folder that leads back to one it
    /// is in is passed over in any case.
    public var followsLinks: Bool
    /// Whether names with a leading dot count.
    public var takesHidden: Bool
    /// Absolute paths of folders that are passed over with all in them, such as the state directory and the destination.
    public var leavesOut: [String]

    /// Creates options; by default links and hidden names are passed over.
    public init(followsLinks: Bool = false, takesHidden: Bool = false, leavesOut: [String] = []) {
        self.followsLinks = followsLinks
        self.takesHidden = takesHidden
        self.leavesOut = leavesOut
    }
}
