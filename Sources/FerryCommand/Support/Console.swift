import FoundationEssentials
import Glibc
import MediaFerry

/// The two standard outputs. Lines are written whole and at once, so that nothing is lost when the process ends.
enum Console {
    /// Writes a line to standard output.
    static func output(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }
    /// Writes a line to standard error.
    static func error(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// Writes text as it is.
    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { utf8 in
            var rest = UnsafeRawBufferPointer(utf8)[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
            }
        }
    }

    /// Says an error as `mediaferry: INPUT: MESSAGE; NEXT [CODE]`, control characters made visible.
    static func complain(_ error: FerryError) { Self.error("mediaferry: \(visible(error.description))") }

    /// Prints a document for other programs.
    static func document(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        output(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// The text with control characters as `\u{…}`, so that a file name cannot drive a terminal or forge a line.
    static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.map { isControl($0) ? "\\u{\(String($0.value, radix: 16))}" : String($0) }.joined()
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    /// Whether standard error is a terminal.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal behind standard error; 80 when it does not say.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
