import ArgumentParser
import MediaFerry

/// Which recordings are meant.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: .init(
            "Only recordings whose name, or path where the pattern has a /, is like this; ** stands for folders. Repeatable.",
            valueName: "glob"))
    var include: [String] = []

    @Option(help: .init("No recordings like this. Repeatable.", valueName: "glob"))
    var exclude: [String] = []

    @Option(help: .init("Recordings of so many bytes at least.", valueName: "size"))
    var minSize: ByteQuantity?

    @Option(help: .init("Recordings of so many bytes at most.", valueName: "size"))
    var maxSize: ByteQuantity?

    @Option(help: .init("Recordings that were last changed at least so many seconds ago.", valueName: "s"))
    var minAge: Double?

    @Option(help: .init("Recordings that were last changed at most so many seconds ago.", valueName: "s"))
    var maxAge: Double?

    @Option(help: .init("Recordings with a track of this codec, such as vp8. Repeatable.", valueName: "name"))
    var codec: [String] = []

    @Flag(help: "Go through symbolic links instead of passing them over.")
    var followLinks = false

    @Flag(help: "Take names with a leading dot too.")
    var hidden = false

    func validate() throws { _ = try filter() }

    /// The filter by what a listing tells.
    func filter() throws -> CatalogFilter {
        var filter = CatalogFilter()
        filter.includes = try include.map { try Self.pattern($0, "--include") }
        filter.excludes = try exclude.map { try Self.pattern($0, "--exclude") }
        (filter.minBytes, filter.maxBytes) = (minSize?.bytes, maxSize?.bytes)
        (filter.minAge, filter.maxAge) = (minAge, maxAge)
        return filter
    }

    private static func pattern(_ text: String, _ flag: String) throws -> GlobPattern {
        guard let pattern = GlobPattern(text) else {
            throw ValidationError("\(flag) \(text) is no pattern: brackets must match, as in '[a-z]*.webm'")
        }
        return pattern
    }
}
