public import FerryCore

/// A file of the spool whose rows are not in the store yet. Until it is gone from memory no sweep removes the file.
public protocol SpoolItem: AnyObject, Sendable {
    /// The spool's key of it.
    var key: String { get }
    /// Removes the file.
    func discard()
    /// Brings its bytes to the disk; its name is not there before ``HandOffSpool/syncNames()``. Blocks.
    ///
    /// - Throws: `spool.full`, `store.unavailable`.
    func sync() throws(FerryError)
}
