import FerryTesting
import Synchronization

/// Holds the request upon which the command is killed, so that the place is exact: the server says nothing more to it.
final class KillHold: Sendable {
    private let fact: KillSpot.Fact
    private let isData: @Sendable (RecordedRequest) -> Bool
    /// Bytes of the object that the requests before announced.
    private let announced = Mutex<Int64>(0)

    init(_ fact: KillSpot.Fact, _ dialect: KillDialect) {
        self.fact = fact
        isData = dialect.isData
    }

    /// The faults that hold it.
    var plan: FaultPlan {
        FaultPlan { request in
            switch self.fact {
            case .bytes(let wanted): self.stall(request, wanted)
            case .unanswered(request.number): .silence
            default: nil
            }
        }
    }

    private func stall(_ request: RecordedRequest, _ wanted: Int64) -> Fault? {
        guard isData(request), let length = request.declaredBodyBytes, length > 0 else { return nil }
        return announced.withLock { announced in
            defer { announced += length }
            return (announced + 1...announced + length).contains(wanted)
                ? .stall(afterBodyBytes: wanted - announced) : nil
        }
    }

    /// Whether a request shows that the place is reached.
    func isReached(_ request: RecordedRequest) -> Bool {
        switch (fact, request.fault) {
        case (.bytes, .stall(let count)?): request.bodyBytes >= count
        case (.unanswered, .silence?): request.bodyBytes >= request.declaredBodyBytes ?? 0
        case (.answered(let number), _): request.number == number && request.ended != nil
        default: false
        }
    }
}

extension KillSpot.Fact {
    /// Whether the storage is asked for it, not the command's output.
    var isOfServer: Bool {
        switch self {
        case .bytes, .unanswered, .answered: true
        case .events, .event: false
        }
    }

    /// Whether the output shows that the place is reached.
    func isReached(_ lines: [String]) -> Bool {
        switch self {
        case .bytes, .unanswered, .answered: false
        case .events(let count): lines.count >= count
        case .event(let part): lines.contains { $0.contains(part) }
        }
    }
}
