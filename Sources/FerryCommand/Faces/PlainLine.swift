import MediaFerry

/// Says events in plain lines, for logs and pipes: what a person wants to know, no more than a few lines a file.
struct PlainLine {
    private var names: [JobID: String] = [:]

    /// The line for an event; `nil` for one that is not worth a line.
    mutating func line(for event: FerryEvent) -> String? {
        guard let id = event.jobId else { return nil }
        if case .jobAccepted(let fields) = event.kind { names[id] = Console.visible(fields.source.name) }
        defer { if event.kind.endsJob { names[id] = nil } }
        return text(event.kind).map { "\(names[id] ?? id.rawValue): \($0)" }
    }

    private func text(_ kind: FerryEvent.Kind) -> String? {
        switch kind {
        case .jobAccepted(let fields): "accepted \(Phrases.bytes(Double(fields.source.bytes)))"
        case .jobPlanned(let fields): plan(fields.plan)
        case .decision(let fields) where fields.what == "preset" && fields.applied:
            "\(fields.from ?? "") -> \(fields.to) (\(fields.reason))"
        case .milestone(let fields): "\(fields.percent) % acknowledged"
        case .uploadRetry(let fields):
            "retry \(fields.attempt) in \(Phrases.fixed(fields.delaySeconds, 1)) s (\(fields.cause.rawValue))"
        case .uploadRewound(let fields): "starts anew after \(fields.fromBytes) bytes (\(fields.reason))"
        case .jobDelivered(let fields): Self.delivered(fields.receipt)
        case .jobState(let step) where step.to == .paused: "paused"
        case .jobState(let step) where step.from == .paused && step.to == .accepted: "goes on"
        case .jobCancelled: "cancelled"
        default: nil
        }
    }

    private func plan(_ plan: MediaPlan) -> String {
        let why = plan.reasons.filter { $0.verdict != .keep }.map { "\($0.code.rawValue) \($0.value)" }
        let refusal = plan.refusedRendition.map { "; \($0.message)" } ?? ""
        return "plan \(plan.decision.rawValue)" + (why.isEmpty ? "" : " (\(why.joined(separator: ", ")))") + refusal
    }

    /// One line about a delivery.
    static func delivered(_ receipt: Receipt) -> String {
        let source = Phrases.bytes(Double(receipt.source.bytes))
        let size = "\(source) -> \(Phrases.bytes(Double(receipt.rendition.bytes)))"
        let saved = receipt.compressionRatio.map { " (\(Phrases.percent(1 - $0)) smaller)" } ?? ""
        let shrunk = receipt.rendition.bytes < receipt.source.bytes ? saved : ""
        let loss = receipt.loss.map {
            ", lost \(Phrases.fixed($0.seconds, 1)) s: \($0.reasons.joined(separator: ", "))"
        }
        let signs = receipt.health.map(Self.signs) ?? ""
        let word = receipt.reused ? "already delivered" : "delivered"
        return "\(word) \(size)\(shrunk), \(receipt.destination.checked.rawValue) verified\(loss ?? "")\(signs)"
    }

    /// What is wrong with the recording, as sentences; what is lost is said already.
    private static func signs(_ health: Receipt.Health) -> String {
        health.verdicts.compactMap(HealthVerdict.init).filter { $0 != .mediaLost }.map { "; \($0.sentence)" }.joined()
    }
}

extension FerryEvent.Kind {
    /// Whether a job says no more after it.
    var endsJob: Bool {
        switch self {
        case .jobDelivered, .jobFailed, .jobRefused, .jobCancelled: true
        default: false
        }
    }
}
