/// How long a body is waited for: a client that sends too slowly holds a connection, and more, for nothing.
///
/// Each byte earns time at the least rate, on top of a grace; a single silence is never longer than the idle limit. Only
/// time in which the client was waited for counts, so that a slow disk is not the client's fault.
package struct BodyPatience: Sendable, Equatable {
    /// Bytes a second that a body must come with, on average.
    package let minRate: Double
    /// Seconds that may be lost on the way.
    package let grace: Double
    /// Longest silence, in seconds.
    package let idle: Double
    private var received = 0.0
    private var waited = 0.0

    /// Begins to wait.
    package init(minRate: Double = 4096, grace: Double = 20, idle: Double = 30) {
        self.minRate = minRate
        self.grace = grace
        self.idle = idle
    }

    /// Seconds that the next bytes may take; 0 when the patience is at its end.
    package var left: Double { max(0, min(idle, grace + received / minRate - waited)) }

    /// Takes note of bytes that came after a wait.
    package mutating func took(bytes: Int, after seconds: Double) {
        received += Double(bytes)
        waited += max(0, seconds)
    }
}
