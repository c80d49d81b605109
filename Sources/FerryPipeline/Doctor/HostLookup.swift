import FerryCore
import Glibc

/// Looks names of hosts up. Blocks.
enum HostLookup {
    /// The host of a URL, without its port and without the brackets of an address.
    static func host(of location: HTTPLocation) -> String {
        if location.authority.hasPrefix("[") { return String(location.authority.dropFirst().prefix { $0 != "]" }) }
        return String(location.authority.prefix { $0 != ":" })
    }

    /// The addresses of a host, each once; none when it is not known.
    static func addresses(of host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var next = list
        while let entry = next?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let code = getnameinfo(
                entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if code == 0, !found.contains(address) { found.append(address) }
            next = entry.ai_next
        }
        return found
    }
}
