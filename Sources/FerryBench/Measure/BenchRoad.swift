public import FerryCore

/// The port through which a bench makes its runs: the real road, or a script in tests.
public protocol BenchRoad: Sendable {
    /// Sends unique files of a cell and waits until all are delivered.
    ///
    /// - Parameters:
    ///   - step: With what, and which turn of it.
    ///   - seed: Decides the files' bytes.
    /// - Throws: Why not all were delivered.
    func run(_ step: BenchSchedule.Step, seed: UInt64) async throws(FerryError) -> BenchMeasurement
}

/// What one run came to.
public struct BenchMeasurement: Sendable {
    /// The run as the report says it.
    public var run: BenchReport.Run
    /// How long its chunks took.
    public var latency: ChunkLatency

    /// Creates it.
    public init(run: BenchReport.Run, latency: ChunkLatency) {
        self.run = run
        self.latency = latency
    }
}

/// Runs a schedule to its end over a road.
public struct BenchSession: Sendable {
    /// What a session tells while it goes on.
    public enum Progress: Sendable {
        /// A run begins; so many more will follow at least and at most.
        case began(BenchSchedule.Step, left: ClosedRange<Int>)
        /// It was measured.
        case measured(BenchSchedule.Step, BenchReport.Run)
        /// It failed.
        case failed(BenchSchedule.Step, FerryError)
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// Measured runs in order, without warm-ups.
        public var runs: [BenchReport.Run] = []
        /// How long all their chunks took.
        public var latency = ChunkLatency()
        /// What failed.
        public var failures: [BenchReport.Failure] = []
    }

    private let schedule: BenchSchedule
    private let seed: UInt64

    /// A session.
    public init(_ schedule: BenchSchedule, seed: UInt64) {
        self.schedule = schedule
        self.seed = seed
    }

    /// Makes the runs one after another, until all are made or the task is cancelled.
    public func run(_ road: some BenchRoad, tell: (Progress) -> Void) async -> Outcome {
        var (schedule, random, outcome) = (schedule, SplitMix64(seed: seed), Outcome())
        while !Task.isCancelled, let step = schedule.next() {
            tell(.began(step, left: schedule.runsLeft))
            do throws(FerryError) {
                let measured = try await road.run(step, seed: random.next())
                schedule.measured(step, goodput: measured.run.goodput)
                tell(.measured(step, measured.run))
                guard step.turn > 0 else { continue }
                outcome.runs.append(measured.run)
                outcome.latency.add(measured.latency)
            } catch {
                guard !Task.isCancelled else { break }
                schedule.failed(step)
                outcome.failures.append(.init(cell: step.cell, error: error))
                tell(.failed(step, error))
            }
        }
        return outcome
    }
}
