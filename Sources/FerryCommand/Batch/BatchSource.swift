public import ArgumentParser
public import MediaFerry

extension ManifestFormat: ExpressibleByArgument {}

/// What the argument of `batch` names.
enum BatchSource {
    /// What it stands for: a prefix of a bucket, a manifest, or a directory.
    ///
    /// - Parameter leavesOut: Folders that no tree goes into: the state directory and the destination.
    static func source(
        _ source: String, format: ManifestFormat?, selection: SelectionOptions, leavesOut: [String]
    ) throws -> BatchConfiguration.Source {
        if format == nil, source.hasPrefix("s3://") || source.hasPrefix("gs://") { return .prefix(source) }
        do throws(FerryError) {
            guard format == nil, source != "-", !ManifestCatalog.isManifest(source) else {
                return .catalog(try ManifestCatalog(path: source, format: format))
            }
            return .catalog(
                try TreeCatalog(
                    root: source,
                    options: TreeOptions(
                        followsLinks: selection.followLinks, takesHidden: selection.hidden, leavesOut: leavesOut)))
        } catch {
            throw ValidationError(error.description)
        }
    }

    /// The folders of this machine that hold the batch's own files.
    static func ownFolders(destination: String, state: String) -> [String] {
        guard case .folder(let path) = (try? Destination(destination))?.place else { return [state] }
        return [state, path]
    }
}
