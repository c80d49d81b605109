/// Decides when the progress of a body is worth telling: at most every 100 ms or 1 MiB, and at the end.
struct SendProgress {
    /// So many new bytes are told at once.
    static let bytesStep: Int64 = 1024 * 1024
    /// After so many seconds any new byte is told.
    static let secondsStep = 0.1

    private var toldBytes: Int64 = 0
    private var toldAt: Double

    /// Begins at a time.
    init(begin: Double) { toldAt = begin }

    /// What to tell now, `nil` for nothing.
    mutating func tell(_ sent: Int64, at now: Double) -> Int64? {
        guard sent - toldBytes >= Self.bytesStep || now - toldAt >= Self.secondsStep else { return nil }
        return tellLast(sent, at: now)
    }

    /// What is left to tell at the end.
    mutating func tellLast(_ sent: Int64, at now: Double) -> Int64? {
        guard sent > toldBytes else { return nil }
        toldBytes = sent
        toldAt = now
        return sent
    }
}
