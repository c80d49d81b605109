import FerryCore
import Testing

@Suite struct RunReportTests {
    @Test("an empty report has the keys of the contract, unknown ones as null")
    func keys() throws {
        let json = try JSONValue(RunTally(startedAt: RecordSamples.start).report(finishedAt: RecordSamples.start))
        #expect(
            json.keys
                == sorted(
                    """
                    schema startedAt finishedAt files bytes totalDataUploaded averageBandwidth peakBandwidth
                    compressionSavings timeToFirstUpload stalledSeconds sendSeconds retries overallEfficiencyScore score jobs
                    """))
        #expect(json.nullKeys == sorted("averageBandwidth peakBandwidth compressionSavings timeToFirstUpload"))
        #expect(json["schema"] == .string("mediaferry.report/1") && json["retries"] == .object([:]))
        #expect(
            json["files"]?.keys == sorted("total delivered deliveredWithLoss refused failed cancelled reused"))
        #expect(json["bytes"]?.keys == sorted("source rendition sent acknowledged resent"))
        #expect(json["score"]?.keys == sorted("delivered waste time compression"))
    }

    @Test("a job's line has the keys of the contract, also for a source that was never accepted")
    func job() throws {
        let error = FerryError(.sourceNotFound, "the path names nothing")
        var tally = RunTally(startedAt: RecordSamples.start)
        tally.ended(nil, state: .refused, source: "in/a", error: error)
        tally.delivered(RecordSamples.receipt(), source: "in/b", receiptPath: "r/j-1.json")
        let report = tally.report(finishedAt: RecordSamples.start)
        guard case .array(let jobs)? = try JSONValue(report)["jobs"], jobs.count == 2 else {
            Issue.record("no jobs")
            return
        }
        #expect(jobs.allSatisfy { $0.keys == sorted("jobId source outcome receipt error") })
        #expect(jobs[0].nullKeys == "jobId receipt" && jobs[0]["outcome"] == .string("refused"))
        #expect(jobs[1].nullKeys == "error" && jobs[1]["receipt"] == .string("r/j-1.json"))
        #expect(try throughJSON(report) == report)
    }

    @Test(
        "the score is 100 R (0.4 W + 0.3 T + 0.3 C)",
        arguments: [
            (1, 1, 1, 1, 100), (0, 1, 1, 1, 0), (0.5, 1, 1, 1, 50), (1, 0, 1, 1, 60), (1, 1, 0, 1, 70),
            (1, 1, 1, 0, 70),
            (0.5, 0.5, 0.5, 0.5, 25), (1, 0, 0, 0, 0),
        ] as [(Double, Double, Double, Double, Double)])
    func score(delivered: Double, waste: Double, time: Double, compression: Double, total: Double) {
        let score = RunReport.Score(delivered: delivered, waste: waste, time: time, compression: compression)
        #expect(abs(score.total - total) < 1e-9)
    }
}
