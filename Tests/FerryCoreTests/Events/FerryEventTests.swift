import FerryCore
import Testing

@Suite struct FerryEventTests {
    private static let chunk = FerryEvent.ChunkStarted(index: 0, offset: 0, length: 8, attempt: 1)
    private static let ended = FerryEvent.JobEnded(error: FerryError(.cancelled, "stopped"))

    /// The contract's events: each with its own fields, and those that are `null` while nothing is known.
    static let table: [(kind: FerryEvent.Kind, name: String, fields: String, nulls: String)] = [
        (
            .runStarted(.init(sources: 1, destination: "http://h/", slots: 2)), "run.started",
            "sources destination slots", ""
        ),
        (.runFinished(.init(files: .init(), exitCode: 0)), "run.finished", "files exitCode", ""),
        (.jobAccepted(.init(source: RecordSamples.source())), "job.accepted", "source", ""),
        (.jobPlanned(.init(plan: RecordSamples.plan)), "job.planned", "plan", ""),
        (.jobState(.init(from: nil, to: .accepted)), "job.state", "from to", "from"),
        (
            .encodeProgress(.init(percent: nil, secondsDone: 0, secondsTotal: nil, etaSeconds: nil)), "encode.progress",
            "percent secondsDone secondsTotal etaSeconds", "percent secondsTotal etaSeconds"
        ),
        (
            .uploadProgress(
                .init(
                    acknowledgedBytes: 0, sentBytes: 0, totalBytes: nil, percent: nil, bytesPerSecond: nil,
                    etaSeconds: nil)), "upload.progress",
            "acknowledgedBytes sentBytes totalBytes percent bytesPerSecond etaSeconds",
            "totalBytes percent bytesPerSecond etaSeconds"
        ),
        (.chunkStarted(chunk), "chunk.started", "index offset length attempt", ""),
        (.chunkAcknowledged(chunk), "chunk.acknowledged", "index offset length attempt", ""),
        (
            .uploadRetry(.init(cause: .stall, status: nil, attempt: 1, delaySeconds: 0.5)), "upload.retry",
            "cause status attempt delaySeconds", "status"
        ),
        (
            .uploadRewound(.init(fromBytes: 8, toBytes: 0, reason: "expired")), "upload.rewound",
            "fromBytes toBytes reason", ""
        ),
        (
            .decision(.init(what: "retry", from: nil, to: "a", reason: "b")), "decision", "what from to reason applied",
            "from"
        ),
        (.milestone(.init(percent: 50)), "milestone", "percent", ""),
        (.jobDelivered(.init(receipt: RecordSamples.receipt())), "job.delivered", "receipt", ""),
        (.jobFailed(ended), "job.failed", "error", ""), (.jobRefused(ended), "job.refused", "error", ""),
        (.jobCancelled(ended), "job.cancelled", "error", ""),
    ]

    @Test("an event is one flat object: the common fields and just its own", arguments: table.indices)
    func fields(index: Int) throws {
        let row = Self.table[index]
        let isOfRun = row.name.hasPrefix("run.")
        let job = isOfRun ? nil : JobID(rawValue: "j-1")
        let event = FerryEvent(seq: 7, time: Timestamp(microseconds: 0), jobId: job, kind: row.kind)
        let json = try JSONValue(event)
        #expect(json.keys == sorted("schema seq time event \(isOfRun ? "" : "jobId") \(row.fields)"))
        #expect(json.nullKeys == sorted(row.nulls))
        #expect(json["schema"] == .string("mediaferry.event/1") && json["seq"] == .number(7))
        #expect(json["event"] == .string(row.name) && json["time"] == .string("1970-01-01T00:00:00.000000Z"))
        #expect(json["jobId"] == job.map { .string($0.rawValue) })
    }

    @Test("every event of the contract is in the table, once")
    func complete() {
        let names = """
            run.started run.finished job.accepted job.planned job.state encode.progress upload.progress chunk.started
            chunk.acknowledged upload.retry upload.rewound decision milestone job.delivered job.failed job.refused
            job.cancelled
            """
        #expect(sorted(Self.table.map(\.name).joined(separator: " ")) == sorted(names))
    }

    @Test("the documents inside an event are whole")
    func documents() throws {
        func json(_ kind: FerryEvent.Kind) throws -> JSONValue {
            try JSONValue(FerryEvent(seq: 1, time: RecordSamples.start, jobId: nil, kind: kind))
        }
        #expect(try json(Self.table[1].kind)["files"] == JSONValue(RunReport.Files()))
        #expect(
            try json(.jobDelivered(.init(receipt: RecordSamples.receipt())))["receipt"]
                == JSONValue(RecordSamples.receipt()))
        #expect(try json(.jobFailed(Self.ended))["error"] == JSONValue(Self.ended.error))
        #expect(try json(.jobPlanned(.init(plan: RecordSamples.plan)))["plan"] == JSONValue(RecordSamples.plan))
        #expect(try json(.jobState(.init(from: .queued, to: .uploading)))["from"] == .string("queued"))
    }
}
