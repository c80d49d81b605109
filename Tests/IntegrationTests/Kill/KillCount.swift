import FerryTesting

/// What a kill cost, by the storage's record of both runs.
struct KillCount: Sendable, CustomStringConvertible {
    /// Bytes of the object that came beyond its length.
    let resentBytes: Int
    /// Requests without bytes of the object beyond those of an uninterrupted run. The one that the kill hit is not
    /// counted: its round trip never ended, or nobody lived to use it.
    let moreQuestions: Int
    /// Uploads that were begun and are neither finished nor given up.
    let orphans: Int
    /// How many of them nobody can avoid: those where the kill took the reply that says where the upload is, or came
    /// before that was written down.
    let allowedOrphans: Int
    private let trace: String

    init(_ road: KillRoad, _ baseline: KillBaseline, fact: KillSpot.Fact) {
        let (dialect, halves) = (road.dialect, road.halves)
        var answered = halves.before
        if let hit = fact.hit(of: answered, dialect) { answered.remove(at: hit) }
        let sent = (halves.before + halves.after).filter(dialect.isData).reduce(0) { $0 + Int($1.bodyBytes) }
        resentBytes = max(0, sent - dialect.objectBytes)
        moreQuestions = (answered + halves.after).count { !dialect.carries($0) } - baseline.questions
        orphans = road.server.unfinishedUploads
        allowedOrphans = halves.before.suffix(dialect.lanes).count(where: dialect.begins)
        trace = [halves.before, halves.after].map { $0.map(Self.line).joined(separator: ", ") }
            .joined(separator: " | killed | ")
    }

    private static func line(_ request: RecordedRequest) -> String {
        "\(request.method) \(request.bodyBytes)/\(request.declaredBodyBytes ?? 0) \(request.status ?? 0)"
    }

    var description: String {
        "\(resentBytes) bytes again, \(moreQuestions) round trips more, \(orphans) uploads left: \(trace)"
    }
}

extension KillSpot.Fact {
    /// Which of the requests before the kill it hit, where that one carries no bytes: the one that the fact names, else
    /// the last of those that may have been under way. Over several lanes the requests of others may have come after it.
    func hit(of requests: [RecordedRequest], _ dialect: KillDialect) -> Int? {
        switch self {
        case .answered(let number), .unanswered(let number):
            requests.firstIndex { $0.number == number && !dialect.carries($0) }
        case .bytes, .events, .event:
            requests.indices.suffix(dialect.lanes).last { !dialect.carries(requests[$0]) }
        }
    }
}

extension KillDialect {
    /// Whether a request carries bytes of the object.
    func carries(_ request: RecordedRequest) -> Bool { isData(request) && (request.declaredBodyBytes ?? 0) > 0 }
}
