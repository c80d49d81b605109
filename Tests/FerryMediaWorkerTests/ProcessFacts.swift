import FoundationEssentials
import Glibc

/// What the kernel says about processes.
enum ProcessFacts {
    /// How many descriptors this process has open.
    static func openDescriptors() -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? -1
    }

    /// Whether a process is gone or only waits to be reaped.
    static func isGone(_ pid: Int32) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
        return stat.split(separator: ")").last?.split(separator: " ").first == "Z"
    }

    /// Waits until a process is gone; `false` when it is still there after ten seconds.
    static func ends(_ pid: Int32) async -> Bool { await settles { isGone(pid) } }

    /// Waits until something holds; `false` when it does not after ten seconds. A thread that has told its result may
    /// still be letting go of what it held.
    static func settles(_ fact: () -> Bool) async -> Bool {
        let clock = ContinuousClock()
        let limit = clock.now + .seconds(10)
        while clock.now < limit {
            if fact() { return true }
            await Task.yield()
        }
        return false
    }
}
