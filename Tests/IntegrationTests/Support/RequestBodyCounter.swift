/// Follows HTTP/1.1 requests of one connection and tells body bytes from header bytes.
struct RequestBodyCounter {
    private var head: [UInt8] = []
    private var bodyLeft = 0
    /// What cannot be followed.
    private(set) var fault: String?

    /// Whether a body is under way.
    var isInBody: Bool { bodyLeft > 0 }

    /// Takes the next bytes; says how many were body bytes.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> Int {
        var rest = bytes
        var counted = 0
        while !rest.isEmpty {
            if bodyLeft > 0 {
                let count = min(bodyLeft, rest.count)
                bodyLeft -= count
                counted += count
                rest = rest.dropFirst(count)
            } else if let byte = rest.popFirst() {
                head.append(byte)
                if head.suffix(4).elementsEqual([13, 10, 13, 10]) { endHead() }
            }
        }
        return counted
    }

    private mutating func endHead() {
        let lines = String(decoding: head, as: UTF8.self).lowercased().split(separator: "\r\n")
        head = []
        if lines.contains(where: { $0.hasPrefix("transfer-encoding:") }) { fault = "a body without a length" }
        let length = lines.first { $0.hasPrefix("content-length:") }?.dropFirst("content-length:".count)
        bodyLeft = length.flatMap { Int($0.filter { $0 != " " }) } ?? 0
    }
}
