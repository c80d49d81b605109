import FerryCore

extension JobStoreConformance {
    static let reading: [Behaviour] = [
        Behaviour("what is not there is not found") { bench in
            let id = JobID(rawValue: "none")
            try expect(try await bench.store.job(id), equals: nil, "the job")
            try expect(try await bench.store.jobs(withKey: "none"), equals: [], "jobs of a key")
            try expect(try await bench.store.unfinishedJobs(fromPath: "/none"), equals: [], "jobs of a path")
            try expect(try await bench.store.jobs(in: [.accepted], limit: 5), equals: [], "jobs in a state")
            try expect(try await bench.store.claim(id, holder: "a", leaseSeconds: 1), equals: .unknown, "the claim")
        },
        Behaviour("jobs of a key come newest first, those of one time by insertion") { bench in
            for id in ["one", "two", "three"] {
                try await bench.move(try await bench.insert(id, key: "same"), to: .delivered)
            }
            try await bench.insert("other")
            bench.time.advance(bySeconds: 1)
            try await bench.insert("four", key: "same")
            let found = try await bench.store.jobs(withKey: "same").map(\.id.rawValue)
            try expect(found, equals: ["four", "three", "two", "one"], "the order")
        },
        Behaviour("jobs of a path are those not at an end that read in place, newest first") { bench in
            try await bench.insert("one", path: "/media/answer.webm")
            try await bench.insert("spooled")
            try await bench.insert("other", path: "/media/answer.web")
            try await bench.move(try await bench.insert("done", path: "/media/answer.webm"), to: .delivered)
            bench.time.advance(bySeconds: 1)
            try await bench.insert("two", path: "/media/answer.webm")
            let found = try await bench.store.unfinishedJobs(fromPath: "/media/answer.webm").map(\.id.rawValue)
            try expect(found, equals: ["two", "one"], "the order")
        },
        Behaviour("jobs in states come oldest first, no more than asked for") { bench in
            for id in ["one", "two", "three", "four"] {
                let leased = try await bench.insert(id)
                if id == "two" { try await bench.move(leased, to: .paused) }
                if id == "three" { try await bench.move(leased, to: .delivered) }
                bench.time.advance(bySeconds: 1)
            }
            func ids(_ states: Set<JobState>, _ limit: Int) async throws -> [String] {
                try await bench.store.jobs(in: states, limit: limit).map(\.id.rawValue)
            }
            try expect(try await ids([.accepted, .paused], 10), equals: ["one", "two", "four"], "two states")
            try expect(try await ids([.accepted, .paused], 2), equals: ["one", "two"], "a limit of two")
            let latest = try await bench.store.latestJobs(in: [.accepted, .paused], limit: 2).map(\.id.rawValue)
            try expect(latest, equals: ["four", "two"], "the latest two")
            try expect(try await ids(Set(JobState.allCases), 10).count, equals: 4, "all states")
            try expect(try await ids([], 10), equals: [], "no state")
            try expect(try await ids([.accepted], 0), equals: [], "a limit of none")
        },
        Behaviour("jobs of a state are gone through a piece at a time, each once, also when they move meanwhile") {
            bench in
            for number in 0..<7 {
                let leased = try await bench.insert("job\(number)")
                if number == 3 { try await bench.move(leased, to: .paused) }
                if number.isMultiple(of: 3) { bench.time.advance(bySeconds: 1) }
            }
            func piece(_ after: String?) async throws -> [String] {
                try await bench.store.jobs(in: .accepted, after: after.map { JobID(rawValue: $0) }, limit: 2)
                    .map(\.id.rawValue)
            }
            try expect(try await piece(nil), equals: ["job0", "job1"], "the first piece")
            guard
                case .claimed(let leased) = try await bench.store.claim(
                    JobID(rawValue: "job1"), holder: "a", leaseSeconds: 30)
            else { throw ConformanceFailure("the job is the holder's") }
            try await bench.move(leased, to: .delivered)
            try expect(try await piece("job1"), equals: ["job2", "job4"], "the piece behind one that moved")
            try expect(try await piece("job4"), equals: ["job5", "job6"], "the last piece")
            try expect(try await piece("job6"), equals: [], "behind it")
        },
        Behaviour("jobs of a session are those that carry its answers, in any state, oldest first") { bench in
            for (id, session) in [("one", "s1"), ("two", "s2"), ("three", "s1"), ("four", nil), ("five", "s1")]
                as [(String, String?)]
            {
                var job = JobRecord.sample(id, createdAt: bench.time.now)
                job.owner = session.map { JobOwner(sessionId: $0, answerId: "answer-\(id)", media: "video") }
                guard case .inserted(let leased) = try await bench.store.insert(job, holder: "a", leaseSeconds: 30)
                else { throw ConformanceFailure("job \(id) is new") }
                if id == "three" { try await bench.move(leased, to: .delivered) }
                bench.time.advance(bySeconds: 1)
            }
            func ids(_ session: String, _ limit: Int) async throws -> [String] {
                try await bench.store.jobs(ofSession: session, limit: limit).map(\.id.rawValue)
            }
            try expect(try await ids("s1", 9), equals: ["one", "three", "five"], "the jobs")
            try expect(try await ids("s1", 2), equals: ["one", "three"], "two of them")
            try expect(try await ids("s3", 9), equals: [], "another session")
            let owner = try await bench.store.job(JobID(rawValue: "two"))?.owner
            try expect(owner, equals: JobOwner(sessionId: "s2", answerId: "answer-two", media: "video"), "the owner")
        },
        Behaviour("every value of a job comes back as it was written") { bench in
            let leased = try await bench.insert("one", path: "/a'b\"c\\d\u{1F3A5}.webm")
            var job = JobRecord.filled(leased.job)
            try expect(try await bench.store.update(job, under: leased.lease), "a good lease may write")
            job.updatedAt = bench.time.now
            try expect(try await bench.store.job(job.id), equals: job, "the stored job")
        },
    ]
}

extension JobRecord {
    /// The same job with a value in every field.
    fileprivate static func filled(_ job: JobRecord) -> JobRecord {
        var job = job
        job.state = .failed
        job.plan = MediaPlan(
            preset: .interview, decision: .encode,
            reasons: [MediaPlan.Reason(.codec, value: "vp8", limit: "h264", verdict: .convert)], predictedBytes: 1234,
            refusedRendition: MediaPlan.Refusal(code: "larger", message: "It is not at least 5 % smaller."))
        job.rendition = RenditionRecord(
            isOriginal: false, mediaType: "video/mp4", container: "mp4", fileExtension: "mp4",
            layout: ObjectLayout(closed: [
                Extent(file: .rendition, offset: 900, length: 100), Extent(file: .rendition, offset: 0, length: 900),
            ]),
            sha256: String(repeating: "0f", count: 32), spoolKey: "rendition-one",
            tracks: [
                TrackReceipt(kind: .video, codecIn: "vp8", codecOut: "h264", secondsIn: 1.25, notes: ["rotation"])
            ],
            loss: LossReceipt(seconds: 0.04, reasons: ["hole"], unreadBytes: 17))
        job.upload = UploadRecord(dialect: "tus", location: "https://uploads.example/files/abc?token=x%20y")
        job.abandoned = [UploadRecord(dialect: "tus", location: "https://uploads.example/files/old")]
        job.acknowledgedBytes = .max
        job.totalBytes = 1000
        job.attempts = 7
        job.nextAttemptAt = Timestamp(microseconds: 1_777_636_800_654_321)
        job.owner = JobOwner(sessionId: "session", answerId: "answer", media: "audio")
        job.priority = -3
        job.reattempts = 2
        job.error = FerryError(.uploadStalled, "Bytes flowed too slowly.", input: "one", status: 500)
        job.receipt = "{\"schema\":\"mediaferry.receipt/1\"}"
        return job
    }
}
