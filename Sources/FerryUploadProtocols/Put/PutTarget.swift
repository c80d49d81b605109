import FerryCore
import HTTPTypes

/// What a destination's `http` or `https` URL names: a folder, when its path ends in a slash and no query follows, else
/// one object, as with `curl -T`.
struct PutTarget: Sendable, Hashable {
    let endpoint: HTTPLocation

    /// Whether objects are put beneath the URL.
    var isFolder: Bool { endpoint.path.hasSuffix("/") && !isSigned }
    /// Whether the URL has a query. It may be a signature, which is good for one method and for nobody else to see.
    var isSigned: Bool { endpoint.path.contains("?") }

    /// The URL of an object, with its query where there is one.
    func place(ofObject name: String) -> HTTPLocation {
        guard isFolder else { return endpoint }
        return HTTPLocation(endpoint.text + PercentText.encode(name, keeping: "/")) ?? endpoint
    }

    /// The URL to ask for an object by its location without secrets.
    func place(at location: String) -> HTTPLocation? { isFolder ? HTTPLocation(location) : endpoint }

    /// The folders above an object, outermost first.
    ///
    /// - Parameter depth: How many segments of the path are left out at its beginning.
    func folders(above place: HTTPLocation, after depth: Int) -> [HTTPLocation] {
        let segments = place.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().dropLast()
        guard segments.count <= Self.maxDepth else { return [] }
        return (depth..<max(depth, segments.count)).compactMap { last in
            HTTPLocation(
                "\(place.scheme)://\(place.authority)/" + segments.prefix(last + 1).joined(separator: "/") + "/")
        }
    }

    /// Folders of a URL that are made at most.
    private static let maxDepth = 64

    /// How many folders the destination itself has.
    var depth: Int { endpoint.path.split(separator: "/").count }

    /// The last part of the path, as a name; the host where there is none.
    var lastName: String {
        let path = endpoint.path.prefix { $0 != "?" }
        let last = path.split(separator: "/").last.map(String.init) ?? endpoint.authority
        return PercentText.decode(last) ?? last
    }

    /// Whether the signature is of Azure's kind (a shared access signature), where the kind of blob must be said.
    var isSharedAccess: Bool { hasParameters("sig", "sv") }

    /// Whether the signature covers the media type (AWS version 2 and its like), so that none may be added.
    var signsMediaType: Bool { hasParameters("signature", "expires") }

    private func hasParameters(_ names: String...) -> Bool {
        guard let query = endpoint.path.firstIndex(of: "?") else { return false }
        let given = endpoint.path[query...].dropFirst().split(separator: "&").map {
            $0.prefix { $0 != "=" }.lowercased()
        }
        return names.allSatisfy(given.contains)
    }
}
