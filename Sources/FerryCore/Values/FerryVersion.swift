/// The version of this program.
public enum FerryVersion {
    /// As written in receipts and told to servers.
    public static let text = "0.1.0"
}
