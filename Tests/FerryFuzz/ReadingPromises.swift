import FerryCore

/// Whatever is damaged, what is read lies in the source, and what is not read is counted.
enum ReadingPromises {
    static func check(_ input: [UInt8]) {
        let count = Int64(input.count)
        guard let plan = try? ReadingPlan.plan(MemoryByteSource(input)) else { return }
        FuzzTarget.require((1...ReadingPlan.maxRecordings).contains(plan.recordings.count), "no or too many recordings")
        for ranges in plan.recordings {
            for range in ranges {
                FuzzTarget.require(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) bytes")
                FuzzTarget.require(!range.isEmpty || count == 0, "an empty range")
            }
        }
        FuzzTarget.require((0...count).contains(plan.unreadBytes), "\(plan.unreadBytes) of \(count) bytes unread")
        FuzzTarget.require(plan.headerOffset.map { (0..<count).contains($0) } ?? true, "a header beyond the source")
        let shown = plan.recordings.joined().reduce(Int64(0)) { $0 + Int64($1.count) }
        // Each fragment that lacks bytes is filled with bytes that stand before it, at most as many as there are.
        let most = count * Int64(1 + ContainerSurvey.maxHoles)
        FuzzTarget.require(shown <= most, "\(shown) bytes are read of \(count)")
        FuzzTarget.require(plan.cuts == plan.cuts.sorted(), "cuts out of order")
        FuzzTarget.require(plan.cuts.allSatisfy { (0...max(shown, count)).contains($0) }, "a cut beyond what is read")
    }
}
