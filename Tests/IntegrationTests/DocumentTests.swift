import Testing

@Suite("Receipts, reports and verifications as documents", .boundedWidth) struct DocumentTests {
    /// Fields of a receipt; they are there even when they are `null`.
    static let receiptFields: [String: Set<String>] = [
        "": [
            "schema", "jobId", "outcome", "reused", "compressionRatio", "source", "plan", "rendition", "tracks", "loss",
            "quality", "health", "extras", "destination", "transfer", "stages", "times", "versions",
        ],
        "source": ["name", "kind", "mediaType", "bytes", "sha256"],
        "plan": ["preset", "decision", "reasons", "predictedBytes", "predictedSeconds", "refusedRendition"],
        "rendition": ["isOriginal", "mediaType", "container", "bytes", "sha256"],
        "destination": ["dialect", "location", "endpoint", "objectName", "checked", "remoteChecksum"],
        "transfer": [
            "slots", "chunkBytes", "chunkCount", "requests", "attempts", "bytesSent", "bytesAcknowledged",
            "bytesResent",
            "stalledSeconds", "freshStarts", "resumedFromBytes", "retries",
        ],
        "stages": ["intake", "inspect", "encode", "check", "send", "confirm"],
        "stages.send": ["seconds", "bytes", "bytesPerSecond"],
        "times": ["accepted", "firstByteSent", "delivered"],
        "versions": ["mediaferry", "libavformat", "libavcodec", "libcurl"],
    ]

    static let reportFields: [String: Set<String>] = [
        "": [
            "schema", "startedAt", "finishedAt", "files", "bytes", "totalDataUploaded", "averageBandwidth",
            "peakBandwidth", "compressionSavings", "timeToFirstUpload", "stalledSeconds", "sendSeconds", "retries",
            "overallEfficiencyScore", "score", "jobs",
        ],
        "files": ["total", "delivered", "deliveredWithLoss", "refused", "failed", "cancelled", "reused"],
        "bytes": ["source", "rendition", "sent", "acknowledged", "resent"],
        "score": ["delivered", "waste", "time", "compression"],
    ]

    static func missing(_ fields: [String: Set<String>], in document: JSONValue) -> [String] {
        fields.flatMap { path, keys in
            let keysThere = path.isEmpty ? document.keys : document[path]?.keys ?? []
            return keys.subtracting(keysThere).map { "\(path).\($0)" }
        }.sorted()
    }

    @Test("a receipt has every field, says null for what is unknown and tells what happened")
    func receipt() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("Interview.webm", bytes: 100_000, seed: 1)
        let run = try await road.send([path], progress: "quiet", ["--chunk-size", "30k"])
        let job = try #require(run.fields.first?[1])
        let receipt = try road.receipt(job)
        #expect(Self.missing(Self.receiptFields, in: receipt) == [])
        #expect(receipt["schema"]?.text == "mediaferry.receipt/1")
        for name in [
            "loss", "quality", "health", "extras", "stages.encode", "versions.libavcodec", "transfer.resumedFromBytes",
        ] {
            #expect(receipt[name] == .null, "\(name)")
        }
        #expect(receipt["source.name"]?.text == "Interview.webm")
        #expect(receipt["destination.objectName"]?.text == "Interview.webm")
        #expect(receipt["transfer.chunkCount"]?.integer == 4)
        #expect(receipt["transfer.attempts"]?.integer == 4)
        #expect(receipt["transfer.bytesResent"]?.integer == 0)
        #expect(receipt["destination.checked"]?.text == "checksum")
        #expect(receipt["destination.remoteChecksum.value"]?.text == (try Hash.hex(file: path)))
        #expect(Folder.names(road.receipts) == ["\(job).json"])
    }

    @Test("a report adds up what was delivered, reused and refused, and its score follows from its parts")
    func report() async throws {
        let road = try await Road()
        let first = try road.scratch.noise("1", bytes: 50_000, seed: 1)
        let second = try road.scratch.noise("2", bytes: 30_000, seed: 2)
        _ = try await road.send([first])
        let path = road.scratch.path("report.json")
        let run = try await road.send(
            [first, second, road.scratch.path("missing")], progress: "quiet", ["--report", path])
        #expect(run.code == 1)
        let report = try JSONValue.file(path)
        #expect(Self.missing(Self.reportFields, in: report) == [])
        #expect(report["files.total"]?.integer == 3)
        #expect(report["files.delivered"]?.integer == 1)
        #expect(report["files.reused"]?.integer == 1)
        #expect(report["files.refused"]?.integer == 1)
        #expect(report["totalDataUploaded"]?.integer == 30_000)
        #expect(report["bytes.source"]?.integer == 80_000)
        #expect(report["score.delivered"]?.number.map { abs($0 - 2.0 / 3) < 1e-9 } == true)
        let parts = try ["waste", "time", "compression"].map { try #require(report["score.\($0)"]?.number) }
        let score = 100 * 2.0 / 3 * (0.4 * parts[0] + 0.3 * parts[1] + 0.3 * parts[2])
        #expect(report["overallEfficiencyScore"]?.number.map { abs($0 - score) < 1e-6 } == true)
        let jobs = try #require(report["jobs"]?.items)
        #expect(jobs.count == 3)
        for job in jobs { #expect(job.keys.isSuperset(of: ["jobId", "source", "outcome", "receipt", "error"])) }
        let refused = try #require(jobs.first { $0["error"] != .null })
        #expect(refused["error.code"]?.text == "source.notFound")
        #expect(refused["receipt"] == .null)
    }

    @Test("--json prints the report as one document and nothing else")
    func json() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("1", bytes: 5000, seed: 1)
        let run = try await road.send([path], progress: "auto", ["--json"])
        #expect(run.code == 0)
        let report = try JSONValue.parse(run.outputText)
        #expect(report["schema"]?.text == "mediaferry.report/1")
        #expect(report["files.delivered"]?.integer == 1)
    }
}
