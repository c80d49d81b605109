import FerryCore
import FerryTesting
import Foundation
import Synchronization
import Testing

@testable import FerryPipeline

/// The row of the matrix that has no network: a folder meets what disks and other writers do, cold and resumed.
@Suite(.timeLimit(.minutes(5))) struct FolderMatrixTests {
    private static let bytes = content(5500, seed: 78)
    private static let noNetwork = "nothing goes over a network: the faults of a disk stand in rows of their own"

    @Test("every fault of a disk ends in one bit-exact object or one clear error, and the next run delivers")
    func matrix() async throws {
        var table = MatrixTable(
            "directory", faults: FolderFault.allCases.map(\.rawValue) + MatrixFault.all.map(\.name),
            inapplicable: Dictionary(uniqueKeysWithValues: MatrixFault.all.map { ($0.name, Self.noNetwork) }))
        for fault in FolderFault.allCases {
            for isForEver in [false, true] {
                for isResumed in [false, true] {
                    let cell =
                        "directory, \(fault.rawValue) \(isForEver ? "for ever" : "once"), \(isResumed ? "resumed" : "cold")"
                    guard let mark = try await run(fault, isForEver: isForEver, isResumed: isResumed) else {
                        table.inapplicable[fault.rawValue] = "needs the right to mount a file system"
                        continue
                    }
                    table.add(mark, of: fault.rawValue)
                    if case .wrong(let reasons) = mark { Issue.record("\(cell): \(reasons.joined(separator: "; "))") }
                }
            }
        }
        print(table.lines.joined(separator: "\n"))
    }

    /// Runs one cell; `nil` where the machine does not allow it.
    private func run(_ fault: FolderFault, isForEver: Bool, isResumed: Bool) async throws -> MatrixMark? {
        let road = try FolderRoad()
        let volume = fault.needsVolume ? SmallVolume(road.folder) : nil
        if fault.needsVolume, volume == nil { return nil }
        let source = try road.file(Self.bytes)
        if isResumed {
            try await stopHalfWay(road, source)
            fault.make(road, volume, Self.bytes)
        }
        let isMade = Atomic(isResumed)
        let log = EventLog { event in
            guard case .chunkAcknowledged(let chunk) = event.kind, chunk.index >= 1, chunk.index < 4 else { return }
            if !isMade.exchange(true, ordering: .relaxed) || isForEver { fault.make(road, volume, Self.bytes) }
        }
        let result = try await send(road, source, log)
        let reasons = judge(result, fault, road, isForEver: isForEver)
        fault.undo(road, volume)
        let again = try await send(road, source, EventLog())
        guard case .success = again, road.files["answer.webm"] == Self.bytes else {
            return .wrong(reasons + ["the next run did not deliver: \(again)"])
        }
        guard reasons.isEmpty else { return .wrong(reasons) }
        return failure(result).map { .clearError($0.code.rawValue) } ?? .delivered
    }

    private func judge(
        _ result: Result<Receipt, FerryError>, _ fault: FolderFault, _ road: FolderRoad, isForEver: Bool
    ) -> [String] {
        var reasons: [String] = []
        let object = road.files["answer.webm"]
        let outside = try? Data(contentsOf: URL(filePath: road.scratch.path("outside")))
        if let outside, Array(outside) != FolderFault.others { reasons.append("a link was followed") }
        switch result {
        case .success:
            if object != Self.bytes { reasons.append("a delivery without the object") }
        case .failure(let error):
            if !fault.codes.contains(error.code) || fault.isPassing && !isForEver {
                reasons.append("\(error.code.rawValue): \(error.message)")
            }
            if error.message.isEmpty || error.next.isEmpty || error.input == nil { reasons.append("says too little") }
            let allowed = fault == .taken ? FolderFault.others : Self.bytes
            if let object, object != allowed { reasons.append("other bytes stand at the name") }
        }
        return reasons
    }

    private func send(
        _ road: FolderRoad, _ source: FerrySource, _ log: EventLog
    ) async throws -> Result<Receipt, FerryError> {
        let pipeline = try road.pipeline { $0.recorders = [log] }
        let result = await outcome(try await pipeline.submit(source))
        await pipeline.shutdown()
        return result
    }

    /// Runs until two chunks are there, and stops.
    private func stopHalfWay(_ road: FolderRoad, _ source: FerrySource) async throws {
        let victim = Victim()
        let log = EventLog { event in
            if case .chunkAcknowledged(let chunk) = event.kind, chunk.index == 1 { victim.kill() }
        }
        let pipeline = try road.pipeline { $0.recorders = [log] }
        let submission = try await pipeline.submit(source)
        let task = Task {
            await withTaskCancellationHandler {
                _ = await outcome(submission)
            } onCancel: {
                submission.stop()
            }
        }
        victim.set(task)
        await task.value
        await pipeline.shutdown()
    }
}
