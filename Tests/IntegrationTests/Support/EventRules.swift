/// What the documented rules say about a stream of events, checked without the product's own types.
enum EventRules {
    /// The fields that each event must have, be they `null`.
    static let fields: [String: Set<String>] = [
        "run.started": ["sources", "destination", "slots"],
        "run.finished": ["files", "exitCode"],
        "job.accepted": ["source"],
        "job.planned": ["plan"],
        "job.state": ["from", "to"],
        "encode.progress": ["percent", "secondsDone", "secondsTotal", "etaSeconds"],
        "upload.progress": [
            "acknowledgedBytes", "sentBytes", "totalBytes", "percent", "bytesPerSecond", "etaSeconds",
        ],
        "chunk.started": ["index", "offset", "length", "attempt"],
        "chunk.acknowledged": ["index", "offset", "length", "attempt"],
        "upload.retry": ["cause", "status", "attempt", "delaySeconds"],
        "upload.rewound": ["fromBytes", "toBytes", "reason"],
        "decision": ["what", "from", "to", "reason"],
        "milestone": ["percent"],
        "job.delivered": ["receipt"],
        "job.failed": ["error"],
        "job.refused": ["error"],
        "job.cancelled": ["error"],
    ]

    /// Everything that is wrong with the events of one whole run.
    static func faults(in events: [JSONValue]) -> [String] {
        var faults = order(events)
        for event in events { faults += shape(event) }
        for (job, own) in Dictionary(grouping: events.filter { $0.has("jobId") }, by: { $0["jobId"]?.text ?? "?" }) {
            faults += (progress(own) + states(own) + milestones(own)).map { "\(job): \($0)" }
        }
        return faults
    }

    private static func order(_ events: [JSONValue]) -> [String] {
        var faults: [String] = []
        if events.map({ $0["seq"]?.integer }) != Array(1...max(1, events.count)) {
            faults.append("seq does not count from 1 by 1")
        }
        if events.first?["event"]?.text != "run.started" { faults.append("the first event is not run.started") }
        if events.last?["event"]?.text != "run.finished" { faults.append("the last event is not run.finished") }
        let times = events.compactMap { $0["time"]?.text }
        if times != times.sorted() { faults.append("time runs backwards") }
        return faults
    }

    private static func shape(_ event: JSONValue) -> [String] {
        let name = event["event"]?.text ?? "?"
        guard let wanted = fields[name] else { return ["an event called \(name)"] }
        let isOfRun = name.hasPrefix("run.")
        let common: Set<String> = ["schema", "seq", "time", "event"]
        var faults = wanted.union(common).subtracting(event.keys).map { "\(name) has no \($0)" }
        if event.has("jobId") == isOfRun { faults.append("\(name) and jobId do not fit") }
        if event["schema"]?.text != "mediaferry.event/1" { faults.append("\(name) has another schema") }
        let time = event["time"]?.text ?? ""
        if !time.hasSuffix("Z") || !time.contains("T") { faults.append("\(name) has the time \(time)") }
        return faults
    }

    /// Acknowledged bytes never fall, except after `upload.rewound`, and never pass the total or what was sent.
    private static func progress(_ events: [JSONValue]) -> [String] {
        var faults: [String] = []
        var acknowledged = 0
        for event in events {
            if event["event"]?.text == "upload.rewound" { acknowledged = event["toBytes"]?.integer ?? 0 }
            guard event["event"]?.text == "upload.progress" else { continue }
            let now = event["acknowledgedBytes"]?.integer ?? -1
            if now < acknowledged { faults.append("acknowledged bytes fell from \(acknowledged) to \(now)") }
            if let total = event["totalBytes"]?.integer, now > total { faults.append("\(now) of \(total) bytes") }
            acknowledged = max(now, 0)
        }
        return faults
    }

    /// Each state follows from the one before.
    private static func states(_ events: [JSONValue]) -> [String] {
        var faults: [String] = []
        var state: String?
        for event in events where event["event"]?.text == "job.state" {
            let from = event["from"]?.text
            if let state, from != state { faults.append("a step from \(from ?? "null") in the state \(state)") }
            state = event["to"]?.text
        }
        return faults
    }

    private static func milestones(_ events: [JSONValue]) -> [String] {
        let percents = events.named("milestone").compactMap { $0["percent"]?.integer }
        return percents == percents.sorted() && Set(percents).isSubset(of: [10, 25, 50, 75, 90, 95, 100])
            && Set(percents).count == percents.count ? [] : ["milestones \(percents)"]
    }
}
