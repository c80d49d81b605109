import FerryCore
import FerryTesting
import Foundation

@testable import FerryPipeline

/// Looks at everything a cell left behind.
struct MatrixJudge {
    var cell: MatrixCell
    var road: TestRoad
    var bytes: [UInt8]
    var result: Result<Receipt, FerryError>
    /// The jobs in the store.
    var records: [JobRecord]
    var isMet: Bool

    /// The mark, with all faults that were found.
    func mark() -> MatrixMark {
        var faults = leaks() + manners()
        switch result {
        case .success(let receipt): faults += delivered(receipt)
        case .failure(let error): faults += failed(error)
        }
        guard faults.isEmpty else { return .wrong(faults) }
        guard isMet else { return .notMet }
        switch result {
        case .success: return .delivered
        case .failure(let error): return .clearError(error.code.rawValue)
        }
    }

    private func delivered(_ receipt: Receipt) -> [String] {
        var faults: [String] = []
        let objects = road.server.objects
        if objects.count != 1 { faults.append("\(objects.count) objects stand after a delivery") }
        if objects.contains(where: { $0.bytes != bytes }) { faults.append("an object has other bytes than the source") }
        if receipt.source.sha256 != sha256(bytes) { faults.append("the receipt has another hash") }
        if road.log.names.last != "job.delivered" {
            faults.append("the last event is \(road.log.names.last ?? "none")")
        }
        return faults
    }

    private func failed(_ error: FerryError) -> [String] {
        var faults: [String] = []
        if error.code == .cancelled { faults.append("hung until it was stopped") }
        if !isMet { faults.append("failed with \(error.code.rawValue) without the fault: \(error.message)") }
        if !cell.isForEver, cell.fault.isPassing {
            faults.append("failed with \(error.code.rawValue) after one fault that passes: \(error.message)")
        }
        if !cell.codes.contains(error.code) {
            faults.append("\(error.code.rawValue) does not name the cause: \(error.message)")
        }
        if error.message.isEmpty || error.next.isEmpty || error.input?.isEmpty != false {
            faults.append("the error says too little")
        }
        let objects = road.server.objects
        if objects.count > 1 { faults.append("\(objects.count) objects stand after an error") }
        if !cell.fault.corrupts, objects.contains(where: { $0.bytes != bytes }) {
            faults.append("an object has other bytes than the source")
        }
        return faults
    }

    private func manners() -> [String] {
        var faults: [String] = []
        if !cell.fault.isLie { faults += road.server.violations }
        if road.server.requests.count > MatrixCell.mostRequests {
            faults.append("\(road.server.requests.count) requests are beyond every limit")
        }
        if road.server.mostConcurrentBodies > 2 { faults.append("more bodies under way than slots") }
        if !road.scratch.names("state/spool").allSatisfy({ !$0.hasSuffix(".tmp") }) {
            faults.append("a temporary file was left behind")
        }
        return faults
    }

    /// Where the planted credential shows up, though it must not.
    private func leaks() -> [String] {
        var places: [(String, String)] = [
            ("an event", road.log.all.map { String(reflecting: $0) }.joined()),
            ("the outcome", String(reflecting: result)),
        ]
        let state = road.scratch.path("state")
        for name in FileManager.default.enumerator(atPath: state)?.compactMap({ $0 as? String }) ?? [] {
            let data = try? Data(contentsOf: URL(filePath: "\(state)/\(name)"))
            places.append(("the file \(name)", data.map { String(decoding: $0, as: UTF8.self) } ?? ""))
            places.append(("a file name", name))
        }
        places.append(("the store", records.map { String(reflecting: $0) }.joined()))
        let told = places.prefix(2).filter { place in cell.dialect.urlSecrets.contains { place.1.contains($0) } }
        return (places.filter { $0.1.contains(MatrixCell.secret) } + told).map { "a secret stands in \($0.0)" }
    }
}
