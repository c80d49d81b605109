/// Works out how a fragmented MP4 with damage between or in its boxes is read.
enum FragmentMending {
    /// The ranges to read in order: all but the holes, with foreign bytes where a fragment is too short, so that the
    /// next one stands where the box before says.
    static func ranges(of byteCount: Int64, _ survey: ContainerSurvey) -> [Range<Int64>] {
        guard survey.isFragmented, !survey.holes.isEmpty || !survey.shortages.isEmpty else { return [0..<byteCount] }
        var ranges: [Range<Int64>] = []
        var place: Int64 = 0
        for step in steps(survey) {
            if step.hole.lowerBound > place { ranges.append(place..<step.hole.lowerBound) }
            if step.filling > 0 { ranges.append((step.hole.lowerBound - step.filling)..<step.hole.lowerBound) }
            place = step.hole.upperBound
        }
        if place < byteCount { ranges.append(place..<byteCount) }
        return ranges
    }

    /// Where, in the bytes as they are read, holes were passed over.
    static func cuts(_ survey: ContainerSurvey) -> [Int64] {
        var cuts: [Int64] = []
        var moved: Int64 = 0
        for step in steps(survey) {
            if !step.hole.isEmpty { cuts.append(step.hole.lowerBound + moved) }
            moved += step.filling - Int64(step.hole.count)
        }
        return cuts
    }

    private struct Step {
        var hole: Range<Int64>
        var filling: Int64
    }

    private static func steps(_ survey: ContainerSurvey) -> [Step] {
        let holes = survey.holes.map { Step(hole: $0, filling: 0) }
        let short = survey.shortages.map { Step(hole: $0.offset..<$0.offset, filling: $0.missing) }
        return (holes + short).sorted { $0.hole.lowerBound < $1.hole.lowerBound }
    }
}
