/// The end of what a media worker wrote to its diagnostics: bounded, and without characters that could steer a terminal.
public struct DiagnosticTail: Sendable, Equatable {
    /// Bytes kept at most.
    public static let maxBytes = 4096
    private var bytes: [UInt8] = []

    /// Nothing was written yet.
    public init() {}

    /// Takes what was written next.
    public mutating func receive(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more.suffix(Self.maxBytes))
        if bytes.count > Self.maxBytes { bytes.removeFirst(bytes.count - Self.maxBytes) }
    }

    /// The kept text; control characters other than line ends are left out, bytes that are no UTF-8 are replaced.
    public var text: String {
        let decoded = String(decoding: bytes, as: UTF8.self)
        return String(String.UnicodeScalarView(decoded.unicodeScalars.filter(Self.isHarmless)))
    }

    /// The last line that holds anything.
    public var lastLine: String {
        text.split(separator: "\n").last { $0.contains { !$0.isWhitespace } }.map(String.init) ?? ""
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: scalar == "\n"
        default: true
        }
    }
}
