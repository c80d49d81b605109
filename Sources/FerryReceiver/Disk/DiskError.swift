import HTTPTypes

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A system call on the upload directory that failed.
struct DiskError: Error, Equatable, CustomStringConvertible {
    /// The call's name.
    var call: String
    /// The value of `errno`.
    var code: Int32

    init(_ call: String, code: Int32 = errno) {
        self.call = call
        self.code = code
    }

    /// Whether the volume has no space left for us.
    var isFull: Bool { code == ENOSPC || code == EDQUOT }

    var description: String { "\(call) failed: \(String(cString: strerror(code)))" }

    /// What a client is told: no path, no call.
    var refusal: ReceiverRefusal {
        isFull
            ? .diskFull
            : ReceiverRefusal(.internalServerError, "the receiver's disk failed: \(String(cString: strerror(code)))")
    }
}
