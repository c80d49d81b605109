import ArgumentParser
import MediaFerry

/// Where each dialect of a bench is spoken.
struct BenchDestinations {
    /// The URL for each dialect.
    var urls: [String: String]
    /// In the order that they were named.
    var dialects: [String]

    /// Paths of a MediaFerry receiver.
    private static let receiverPaths = ["tus": "files/", "rufh": "rufh/", "put": "put/"]

    /// A receiver at such a port of this machine.
    ///
    /// - Parameter dialects: Their names with commas between.
    static func receiver(host: String, dialects: String?) throws -> BenchDestinations {
        let names = (dialects ?? "tus").split(separator: ",").map(String.init)
        var urls: [String: String] = [:]
        for name in names {
            guard let path = receiverPaths[name] else {
                throw ValidationError("--dialects knows tus, rufh and put, not \(name)")
            }
            urls[name] = name == "put" ? "http://\(host)/\(path)" : "\(name)+http://\(host)/\(path)"
        }
        guard !urls.isEmpty, urls.count == names.count else {
            throw ValidationError("--dialects names each dialect once")
        }
        return BenchDestinations(urls: urls, dialects: names)
    }

    /// A destination that was named; with dialects, one of a MediaFerry receiver, whose paths are known.
    init(_ text: String, dialects: String?) throws {
        let destination: Destination
        do throws(FerryError) { destination = try Destination(text) } catch {
            throw ValidationError("\(error.message); \(error.next)")
        }
        let own = destination.dialect.rawValue
        guard let dialects, dialects != own else {
            self.init(urls: [own: text], dialects: [own])
            return
        }
        guard case .endpoint(let location) = destination.place, let path = Self.receiverPaths[own],
            location.path == "/" + path
        else {
            throw ValidationError(
                "--dialects needs the URL of a `mediaferry receive`, such as tus+http://HOST:PORT/files/; another "
                    + "destination speaks only the dialect of its URL")
        }
        self = try Self.receiver(host: location.authority, dialects: dialects)
        if location.scheme == "https" { urls = urls.mapValues { $0.replacing("http://", with: "https://") } }
    }

    private init(urls: [String: String], dialects: [String]) {
        self.urls = urls
        self.dialects = dialects
    }

    /// Host and port that a shaped link can stand before; `nil` for a folder, or a storage named without its host.
    func host(endpoint: String?) -> (name: String, port: Int, authority: String)? {
        guard let text = urls.values.first, let destination = try? Destination(text) else { return nil }
        let location: HTTPLocation? =
            if case .endpoint(let location) = destination.place { location } else {
                endpoint.flatMap { HTTPLocation($0) }
            }
        guard let location else { return nil }
        let authority = location.authority
        let isBare = authority.hasSuffix("]") || !authority.contains(":")
        let implied = location.scheme == "https" ? 443 : 80
        guard !isBare, let colon = authority.lastIndex(of: ":") else {
            return (Self.unbracketed(authority), implied, "\(authority):\(implied)")
        }
        let port = Int(authority[authority.index(after: colon)...]) ?? implied
        return (Self.unbracketed(String(authority[..<colon])), port, authority)
    }

    private static func unbracketed(_ host: String) -> String {
        host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    }
}
