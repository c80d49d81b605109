/// Text that comes in pieces and is looked at by lines.
struct OutputText: Sendable {
    /// All bytes so far.
    private(set) var bytes: [UInt8] = []
    /// The whole lines so far, without their ends.
    private(set) var lines: [String] = []
    private var lineStart = 0

    mutating func append(_ piece: ArraySlice<UInt8>) {
        let start = bytes.count
        bytes += piece
        for place in start..<bytes.count where bytes[place] == UInt8(ascii: "\n") {
            lines.append(String(decoding: bytes[lineStart..<place], as: UTF8.self))
            lineStart = place + 1
        }
    }

    /// All of it.
    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The end of it, for messages.
    var tail: String { String(decoding: bytes.suffix(1500), as: UTF8.self) }
}
