import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

extension TestRoad {
    /// The waits of back-offs, in order.
    var waits: [Double] {
        clock.waits.filter { $0 != Workshop.heartbeatSeconds && $0 != Workshop.attendanceSeconds }
    }

    /// Retries by cause, as the events say them.
    var retries: [RetryCause: Int] {
        log.kinds.reduce(into: [:]) { counts, kind in
            if case .uploadRetry(let fields) = kind { counts[fields.cause, default: 0] += 1 }
        }
    }

    /// What holds on every road: no two writers, no wrong offset, the offset asked before a byte is sent again, slots
    /// kept, events numbered without gaps, and acknowledged bytes that fall only after they were rewound.
    func expectGoodManners(slots: Int = 2) {
        #expect(server.violations.isEmpty)
        #expect(server.mostConcurrentBodies <= slots)
        #expect(blindSends.isEmpty)
        #expect(log.all.map(\.seq) == Array(1...max(1, log.all.count)))
        for (_, events) in Dictionary(grouping: log.all, by: \.jobId) { expectRisingProgress(events.map(\.kind)) }
        #expect(scratch.names("state/spool").allSatisfy { !$0.hasSuffix(".tmp") })
    }

    private func expectRisingProgress(_ kinds: [FerryEvent.Kind]) {
        var acknowledged: Int64 = 0
        for kind in kinds {
            switch kind {
            case .uploadRewound(let fields): acknowledged = fields.toBytes
            case .uploadProgress(let fields):
                #expect(fields.acknowledgedBytes >= acknowledged)
                #expect(fields.acknowledgedBytes <= fields.totalBytes ?? .max)
                acknowledged = fields.acknowledgedBytes
            default: break
            }
        }
    }

    /// Chunks that followed a failed chunk of the same upload with no question for the offset between them.
    private var blindSends: [RecordedRequest] {
        var isUnsure: [String: Bool] = [:]
        var blind: [RecordedRequest] = []
        for request in server.requests {
            switch request.method {
            case "HEAD": isUnsure[request.path] = !(200...299).contains(request.status ?? 0)
            case "PATCH":
                if isUnsure[request.path] == true { blind.append(request) }
                let isHonest = request.fault == nil || request.fault?.isHarmless == true
                isUnsure[request.path] = request.status != 204 || !isHonest
            default: break
            }
        }
        return blind
    }

    /// The receipt's numbers against what the server saw.
    func expectTrueNumbers(_ receipt: Receipt) {
        let requests = server.requests
        let bodies = requests.filter { ($0.declaredBodyBytes ?? 0) > 0 }
        let transfer = receipt.transfer
        #expect(transfer.requests == requests.count)
        #expect(transfer.attempts == bodies.count)
        #expect(transfer.bytesAcknowledged == receipt.rendition.bytes)
        #expect(transfer.bytesSent >= bodies.reduce(0) { $0 + $1.bodyBytes })
        #expect(transfer.bytesSent == receipt.rendition.bytes + transfer.bytesResent)
        #expect(receipt.rendition.bytes == receipt.source.bytes)
        #expect(receipt.source.sha256 == receipt.rendition.sha256)
        #expect(transfer.stalledSeconds >= waits.reduce(0, +) - 0.001)
        let acknowledged = log.kinds.compactMap { kind -> FerryEvent.UploadProgress? in
            if case .uploadProgress(let fields) = kind { fields } else { nil }
        }
        #expect(acknowledged.last?.acknowledgedBytes == receipt.rendition.bytes)
        #expect(log.kinds.contains(.milestone(.init(percent: 100))))
    }
}

extension Fault {
    /// Whether an answer under it is still the truth.
    var isHarmless: Bool {
        switch self {
        case .delay, .interim, .trickle: true
        default: false
        }
    }
}
