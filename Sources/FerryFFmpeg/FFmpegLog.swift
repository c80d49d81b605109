import CFerryFFmpeg
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The last errors FFmpeg logged, for the messages of our own errors; nothing reaches standard error.
///
/// FFmpeg has one log for the whole process, so lines carry the thread they came from: demuxers and muxers log on the
/// thread that called them.
enum FFmpegLog {
    private struct Line {
        var thread: UInt
        var text: String
    }

    /// How many lines are kept.
    static let capacity = 32
    private static let lines = Mutex<[Line]>([])

    /// Keeps a line, and lets the oldest go when there are too many.
    static func keep(_ text: String) {
        let line = Line(thread: currentThread(), text: text)
        lines.withLock { lines in
            if lines.count == capacity { lines.removeFirst() }
            lines.append(line)
        }
    }

    /// Forgets what the calling thread logged so far.
    static func clearThread() {
        let thread = currentThread()
        lines.withLock { lines in lines.removeAll { $0.thread == thread } }
    }

    /// What the calling thread logged, oldest first.
    static func threadLines() -> [String] {
        let thread = currentThread()
        return lines.withLock { lines in lines.filter { $0.thread == thread }.map(\.text) }
    }

    private static func currentThread() -> UInt { UInt(bitPattern: pthread_self().hashValue) }
}

/// The Swift end of the log that `ferry_log_install` lays; called from any thread of a codec.
@_cdecl("ferry_log_line")
func ferryLogLine(_ level: Int32, _ line: UnsafePointer<CChar>?) {
    guard let line else { return }
    FFmpegLog.keep(String(cString: line))
}
