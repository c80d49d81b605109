import FerryCore
import Testing

@Suite struct JobRecordTests {
    static let source = SourceRecord(
        name: "a.webm", kind: .file, path: "/in/a.webm", spoolKey: nil,
        identity: FileIdentity(device: .max, inode: .max, size: 9, modifiedNanoseconds: -1), mediaType: "video/webm",
        bytes: 9, sha256: "ab")

    static func job() -> JobRecord {
        JobRecord(
            id: JobID(rawValue: "j-1"), key: "k", source: source, destination: "tus+http://h/files/",
            preset: .interview,
            createdAt: Timestamp(microseconds: 7))
    }

    @Test("a new job is accepted, has sent nothing and was written when it was made")
    func new() {
        let job = Self.job()
        #expect(job.state == .accepted && job.acknowledgedBytes == 0 && job.attempts == 0)
        #expect(job.updatedAt == job.createdAt && job.plan == nil && job.upload == nil && job.receipt == nil)
    }

    @Test("a job comes back from JSON as it was, from the first step to the last")
    func roundTrip() throws {
        var job = Self.job()
        #expect(try throughJSON(job) == job)
        job.state = .retrying
        job.plan = MediaPlan(
            preset: .interview, decision: .encode,
            reasons: [.init(.codec, value: "vp8", limit: "h264", verdict: .convert)], predictedBytes: 4)
        job.rendition = RenditionRecord(
            isOriginal: false, mediaType: "video/mp4", container: "mp4", fileExtension: "mp4",
            layout: ObjectLayout(wholeFile: .rendition, length: 4), sha256: "cd", spoolKey: "s",
            tracks: [TrackReceipt(kind: .video, codecIn: "vp8")],
            loss: LossReceipt(seconds: 1, reasons: [], unreadBytes: 2))
        job.upload = UploadRecord(dialect: "tus", location: "http://h/files/1?x")
        job.error = FerryError(.uploadStalled, "too slow", retryAfterSeconds: 2)
        job.nextAttemptAt = Timestamp(microseconds: 8)
        job.totalBytes = 4
        job.receipt = "{}"
        #expect(try throughJSON(job) == job)
    }

    @Test("a name and a lease are plain in JSON")
    func lease() throws {
        let lease = JobLease(job: JobID(rawValue: "j-1"), holder: "h", epoch: 3, expiresAt: Timestamp(microseconds: 0))
        let json = try JSONValue(lease)
        #expect(json["job"] == .string("j-1") && json["expiresAt"] == .string("1970-01-01T00:00:00.000000Z"))
        #expect(try throughJSON(lease) == lease && lease.job.description == "j-1")
    }
}
