import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline

/// One cell of the matrix: a dialect that meets one fault at one kind of request, once or for ever, cold or resumed.
struct MatrixCell: Sendable, CustomStringConvertible {
    var dialect: MatrixDialect
    var fault: MatrixFault
    var role: MatrixRole
    var isForEver: Bool
    var isResumed: Bool

    /// A credential that must show up nowhere.
    static let secret = "Zq7-plantedSecret-91x"
    /// How long a cell may take before it counts as hanging.
    static let limitSeconds = 90.0
    /// More requests than any rule of retrying allows.
    static let mostRequests = 120

    var description: String {
        "\(dialect.name), \(fault.name) \(isForEver ? "for ever" : "once") at \(role.rawValue), \(isResumed ? "resumed" : "cold")"
    }

    /// The codes that name what it met.
    var codes: Set<FerryError.Code> {
        fault.codes.union(dialect.ownCodes[role] ?? []).union(dialect.faultCodes[fault.name] ?? [])
    }

    /// All cells of a row; the short form has each fault once and at the requests that carry bytes or make the object.
    static func row(_ dialect: MatrixDialect, isLongForm: Bool) -> [MatrixCell] {
        MatrixFault.all.flatMap { fault -> [MatrixCell] in
            guard dialect.inapplicable[fault.name] == nil else { return [] }
            return fault.roles.intersection(dialect.roles).sorted { $0.rawValue < $1.rawValue }.flatMap { role in
                guard fault.fault(dialect, role) != nil, isLongForm || role == .send || role == .finish else {
                    return [MatrixCell]()
                }
                return [false, true].flatMap { isForEver in
                    [false, true].compactMap { isResumed in
                        guard isLongForm || isForEver == isResumed else { return nil }
                        // A run that resumes creates nothing.
                        if role == .create, isResumed, dialect.sentBeforeStop > 0 { return nil }
                        if fault.isForUnfinished, role == .ask, isForEver || !isResumed { return nil }
                        return MatrixCell(
                            dialect: dialect, fault: fault, role: role, isForEver: isForEver, isResumed: isResumed)
                    }
                }
            }
        }
    }

    /// The plan of the run that meets the fault. A fault that comes once comes at the second request with bytes where
    /// there is one, and at the first of any other kind.
    private var plan: FaultPlan {
        let seen = RequestCount()
        let (dialect, role) = (dialect, role)
        let wanted = isForEver ? nil : role == .send && !isResumed && dialect.sentBeforeStop > 0 ? 2 : 1
        let chosen = fault.fault(dialect, role)
        return FaultPlan { request in
            guard dialect.role(request) == role else { return nil }
            let count = seen.next()
            return wanted == nil || wanted == count ? chosen : nil
        }
    }

    /// What came of it, judged; gives the cell's mark.
    func run() async throws -> MatrixMark {
        let clock = ManualClock.holdingHeartbeats()
        let server = FaultServer(dialect.storage(), now: { clock.now() })
        var mark = MatrixMark.notMet
        try await TestRoad.walk(server: server, clock: clock) { road in
            let bytes = content(dialect.objectBytes, seed: 77)
            let source = try road.file(bytes)
            if isResumed { try await stopHalfWay(road, source) }
            let before = road.server.requests.count
            road.server.setPlan(plan)
            let result = try await finish(road, source)
            let met = road.server.requests.dropFirst(before).contains { $0.fault != nil }
            let records = try await road.store.jobs(in: Set(JobState.allCases), limit: 100)
            mark = MatrixJudge(cell: self, road: road, bytes: bytes, result: result, records: records, isMet: met)
                .mark()
        }
        return mark
    }

    /// Limits under which a request that waits is soon given up.
    private static let impatient = TransferLimits(
        connectTimeout: 5, firstByteTimeout: 1, stallRate: 1000, stallTime: 1)

    private func parts(_ road: TestRoad, _ limits: TransferLimits = TransferLimits()) throws -> PipelineParts {
        try dialect.parts(.init(endpoint: road.endpoint, road: road, limits: limits))
    }

    /// Runs the job until some bytes have arrived, and stops it. It waits for as long as it takes, so that a busy machine
    /// is not taken for a fault.
    private func stopHalfWay(_ road: TestRoad, _ source: FerrySource) async throws {
        let dialect = dialect
        let seen = RequestCount()
        road.server.setPlan(
            FaultPlan { request in
                guard dialect.role(request) == .send else { return nil }
                return seen.next() > dialect.sentBeforeStop ? .stall(afterBodyBytes: 0) : nil
            })
        let pipeline = try JobPipeline(try parts(road))
        _ = try await pipeline.submit(source)
        try await road.server.waitForRequest { $0.fault != nil }
        await pipeline.shutdown()
        road.server.release()
    }

    /// Runs the job to its end; a job that hangs is stopped and says so.
    private func finish(_ road: TestRoad, _ source: FerrySource) async throws -> Result<Receipt, FerryError> {
        let pipeline = try JobPipeline(try parts(road, fault.isSlow ? Self.impatient : TransferLimits()))
        let submission: Submission
        do throws(FerryError) {
            submission = try await pipeline.submit(source)
        } catch {
            return .failure(error)
        }
        let watchdog = Task {
            try await Task.sleep(for: .seconds(Self.limitSeconds))
            await pipeline.stop()
        }
        let result = await outcome(submission)
        watchdog.cancel()
        await pipeline.shutdown()
        return result
    }
}
