import CFerryFFmpeg

/// What a call into FFmpeg answered: the call, its code and the library's words for it.
struct FFmpegError: Error, Equatable, CustomStringConvertible {
    /// The function that failed, such as `avformat_open_input`.
    var call: String
    /// FFmpeg's negative code.
    var code: Int32
    /// FFmpeg's text for the code.
    var text: String

    /// Reads the library's text for a code.
    init(call: String, code: Int32) {
        self.call = call
        self.code = code
        self.text = Self.text(of: code)
    }

    var description: String { "\(call): \(text) (\(code))" }

    private static func text(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        guard av_strerror(code, &buffer, buffer.count) >= 0 else { return "unknown error" }
        return buffer.withUnsafeBufferPointer { bytes in
            String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    /// Throws when a call's answer is negative, else gives it back.
    @discardableResult
    static func check(_ code: Int32, _ call: String) throws(FFmpegError) -> Int32 {
        guard code < 0 else { return code }
        throw FFmpegError(call: call, code: code)
    }

    /// The error of an allocation that gave nothing.
    static func noMemory(_ call: String) -> FFmpegError { FFmpegError(call: call, code: ferry_error_no_memory) }
}
