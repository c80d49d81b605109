import MediaFerry

/// What the adviser said in a run, for its last lines.
struct AdviceTally {
    private var jobs: [Bool: Set<JobID>] = [:]
    private var names: [Bool: Set<String>] = [:]
    /// Jobs that are counted at most.
    private static let maxJobs = 10_000

    /// Takes one event.
    mutating func take(_ event: FerryEvent) {
        guard case .decision(let decision) = event.kind, decision.what == "preset", let job = event.jobId else {
            return
        }
        guard (jobs[decision.applied]?.count ?? 0) < Self.maxJobs else { return }
        jobs[decision.applied, default: []].insert(job)
        names[decision.applied, default: []].insert(decision.to)
    }

    /// The lines; none where nothing was said.
    var lines: [String] {
        [true, false].compactMap { applied in
            guard let count = jobs[applied]?.count, let names = names[applied] else { return nil }
            let files = "\(count) \(count == 1 ? "file" : "files")"
            let ways = names.sorted().joined(separator: ", ")
            return applied
                ? "adviser     changed the way of \(files): \(ways)"
                : "adviser     \(files) would be there sooner by \(ways): --adviser on"
        }
    }
}
