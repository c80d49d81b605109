import FerryCore
import FerryTesting

@testable import FerryPipeline

extension TestRoad {
    /// The control of the state directory, as another process has it.
    func control(_ state: String = "state", store: MemoryJobStore? = nil) throws -> JobControl {
        JobControl(state: try StateDirectory(path: scratch.path(state)), store: store ?? self.store)
    }

    /// Asks a move of a job; the process that runs it looks for requests once, when there is one.
    func ask(_ move: JobMove, of id: JobID) async throws -> JobControl.Answer {
        let control = try control()
        let (store, clock) = (store, clock)
        let looking = Task {
            while !Task.isCancelled, try await store.standing(id)?.request == nil { await Task.yield() }
            while !Task.isCancelled, clock.release(where: { $0 == Workshop.attendanceSeconds }) == 0 {
                await Task.yield()
            }
        }
        defer { looking.cancel() }
        return try await control.ask(move, of: id)
    }

    /// Lets the process that runs look for requests once, and waits until it has.
    func attend() async {
        let before = clock.waits.count { $0 == Workshop.attendanceSeconds }
        while clock.release(where: { $0 == Workshop.attendanceSeconds }) == 0 { await Task.yield() }
        while clock.waits.count(where: { $0 == Workshop.attendanceSeconds }) == before { await Task.yield() }
    }

    /// The steps of a job, in order.
    func steps(of id: JobID) -> [JobState] {
        log.all.compactMap { event in
            guard event.jobId == id, case .jobState(let step) = event.kind else { return nil }
            return step.to
        }
    }
}

extension TestRoad {
    /// Sets a limit; the process that runs looks once, when the order lies there.
    func setSendRateLimit(_ bytesPerSecond: Int64?, by control: JobControl) async throws -> (obeyed: Int, silent: Int) {
        let path = control.state.rateLimit
        let before = FileStatus.of(path: path)?.identity
        let looking = Task {
            while !Task.isCancelled, FileStatus.of(path: path)?.identity == before { await Task.yield() }
            if !Task.isCancelled { await attend() }
        }
        defer { looking.cancel() }
        return try await control.setSendRateLimit(bytesPerSecond)
    }
}
