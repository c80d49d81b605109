import FerryCore
import FerryTesting
import Testing

@Suite("Uploads that nobody goes on with") struct OrphanUploadTests {
    private let start = Timestamp(microseconds: 0)

    private func upload(_ name: String) -> UploadRecord { UploadRecord(dialect: "tus", location: "http://h/\(name)") }

    private func job(
        _ id: String, _ state: JobState, upload: UploadRecord? = nil, abandoned: [UploadRecord]? = nil
    ) -> JobRecord {
        var job = JobRecord.sample(id, createdAt: start)
        job.state = state
        job.upload = upload
        job.abandoned = abandoned
        return job
    }

    @Test(
        "those of failed, cancelled and refused jobs, and those given up, and no others", arguments: JobState.allCases)
    func states(_ state: JobState) {
        let found = OrphanUpload.orphans(of: [job("a", state, upload: upload("own"), abandoned: [upload("old")])])
        let old = OrphanUpload(job: JobID(rawValue: "a"), upload: upload("old"), reason: .givenUp)
        let reasons: [JobState: OrphanUpload.Reason] = [.failed: .failed, .cancelled: .cancelled, .refused: .refused]
        let own = reasons[state].map { OrphanUpload(job: JobID(rawValue: "a"), upload: upload("own"), reason: $0) }
        #expect(found == (own.map { [$0, old] } ?? [old]))
    }

    @Test("an upload that a delivered or unfinished job names too is none", arguments: JobState.allCases)
    func shared(_ state: JobState) {
        let jobs = [
            job("a", .cancelled, upload: upload("same"), abandoned: [upload("same")]),
            job("b", state, upload: upload("same")),
        ]
        #expect(OrphanUpload.orphans(of: jobs).isEmpty == (state == .delivered || !state.isEnd))
        #expect(OrphanUpload.orphans(of: jobs).count <= 1, "each once")
    }

    @Test(
        "what goes in one request leaves nothing unfinished", arguments: Destination.Dialect.allCases, [true, false])
    func whole(_ dialect: Destination.Dialect, _ isInParts: Bool) {
        var upload = UploadRecord(dialect: dialect.rawValue, location: "http://h/x")
        if isInParts { upload.parts = PartsUpload(id: "1", partBytes: 5) }
        let jobs = [job("a", .failed, upload: upload), job("b", .cancelled, abandoned: [upload])]
        let leavesNothing = dialect == .put || dialect == .s3 && !isInParts
        #expect(OrphanUpload.orphans(of: jobs).isEmpty == leavesNothing)
    }

    @Test("a job remembers what it gave up and the server did not confirm, so many at most")
    func givingUp() {
        var record = job("a", .uploading, upload: upload("0"))
        record.giveUpUpload(isGone: true)
        #expect(record.upload == nil && record.abandoned == nil)
        record.giveUpUpload(isGone: false)
        #expect(record.abandoned == nil, "there is none to give up")
        for number in 1...JobRecord.maxAbandoned + 3 {
            record.upload = upload("\(number)")
            record.giveUpUpload(isGone: false)
        }
        #expect(record.abandoned?.count == JobRecord.maxAbandoned)
        #expect(record.abandoned?.first == upload("4"))
        for place in record.abandoned ?? [] { record.forget(place) }
        #expect(record.abandoned == nil)
        record.upload = upload("x")
        record.forget(upload("y"))
        #expect(record.upload == upload("x"))
        record.forget(upload("x"))
        #expect(record.upload == nil)
    }
}
