import Foundation

/// Time and CPU that a piece of work took. CPU is that of this process, or of its children that have ended.
struct Spent: Encodable {
    var seconds: Double
    var cpuSeconds: Double

    /// Who used the CPU.
    enum Worker { case thisProcess, children }

    /// Measures work.
    static func measuring(_ worker: Worker, _ work: () throws -> Void) rethrows -> Spent {
        let (cpu, start) = (cpuSeconds(worker), ContinuousClock.now)
        try work()
        return Spent(seconds: (ContinuousClock.now - start) / .seconds(1), cpuSeconds: cpuSeconds(worker) - cpu)
    }

    /// Measures work that waits for others.
    static func measuring(_ worker: Worker, _ work: () async throws -> Void) async rethrows -> Spent {
        let (cpu, start) = (cpuSeconds(worker), ContinuousClock.now)
        try await work()
        return Spent(seconds: (ContinuousClock.now - start) / .seconds(1), cpuSeconds: cpuSeconds(worker) - cpu)
    }

    private static func cpuSeconds(_ worker: Worker) -> Double {
        var usage = rusage()
        let who = worker == .children ? RUSAGE_CHILDREN : RUSAGE_SELF
        getrusage(__rusage_who_t(who.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}

extension Collection where Element == Double {
    /// The value in the middle; the upper of two.
    var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}
