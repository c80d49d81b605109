import FerryCore

/// What the structure of a container adds to what its packets show. A pure value.
struct ContainerFindings: Equatable {
    /// The container as its bytes say.
    var container: MediaContainer
    /// What its structure says; `nil` for containers without one.
    var survey: ContainerSurvey?
    /// Bytes of the source.
    var bytes: Int64
    /// Bytes that belong to no recording, or to one that could not be read.
    var leftBytes: Int64 = 0
    /// Where the header was found, when it does not stand at the beginning.
    var headerOffset: Int64?

    /// Surveys an object.
    init(_ reader: LayoutReader, container: MediaContainer) throws(FerryError) {
        self.container = container
        let plan = reader.plan
        if let plan { survey = plan.survey } else { survey = try ContainerSurvey.survey(reader, container: container) }
        bytes = reader.length
        leftBytes = (plan?.unreadBytes ?? 0) + reader.unreadElsewhere
        headerOffset = plan?.headerOffset
    }

    init(container: MediaContainer, survey: ContainerSurvey?, bytes: Int64) {
        self.container = container
        self.survey = survey
        self.bytes = bytes
    }

    /// Whether several recordings follow each other; where the structure cannot say, times that restart are believed.
    var isJoined: Bool { survey.map { $0.recordingStarts.count > 1 } ?? true }

    /// Bytes at the end that cannot be read.
    ///
    /// - Parameters:
    ///   - position: How far the demuxer read.
    ///   - hasStopped: Whether an error ended its reading.
    func unreadBytes(position: Int64, hasStopped: Bool) -> Int64 {
        if hasStopped { return max(leftBytes, bytes - position) }
        guard let survey else { return leftBytes }
        let holes = survey.holes.reduce(leftBytes) { $0 + Int64($1.count) }
        if let broken = survey.brokenAt, survey.isFragmented || !container.isBoxed { return holes + bytes - broken }
        // An index lists its packets up to the cut, in whatever box they lie.
        guard survey.isTruncated, survey.isFragmented || !container.isBoxed else { return holes }
        return holes + max(0, bytes - survey.soundBytes)
    }

    /// What is wrong with the structure.
    ///
    /// - Parameters:
    ///   - position: How far the demuxer read.
    ///   - reason: The error that ended its reading, where there was one.
    func defects(position: Int64, stoppedBy reason: String?) -> [MediaDefect] {
        var defects: [MediaDefect] = []
        let unread = unreadBytes(position: position, hasStopped: reason != nil)
        if let reason {
            defects.append(
                MediaDefect(code: "truncated", detail: "reading stopped with \(unread) bytes left: \(reason)"))
        } else if survey?.isTruncated == true {
            defects.append(
                MediaDefect(
                    code: "truncated", detail: "the recording is cut; its last \(unread) bytes are no whole part"))
        }
        if let hole { defects.append(hole) }
        if let headerOffset { defects.append(lateHeader(at: headerOffset)) }
        if let starts = survey?.recordingStarts, starts.count > 1 {
            defects.append(
                MediaDefect(
                    code: "joined",
                    detail: "\(starts.count) recordings follow each other; the second begins at byte \(starts[1])"))
        }
        return defects
    }

    private func lateHeader(at offset: Int64) -> MediaDefect {
        let use = leftBytes > 0 ? "\(leftBytes) bytes are of no use" : "all is read behind it"
        return MediaDefect(
            code: "joined", detail: "the recording's header stands at byte \(offset); of what stood before it, \(use)")
    }

    /// Bytes that are no part of the container, as one defect.
    private var hole: MediaDefect? {
        guard let survey else { return nil }
        if let first = survey.holes.first {
            let more = survey.holes.count > 1 ? ", and in \(survey.holes.count - 1) more places" : ""
            return MediaDefect(
                code: "hole",
                detail: "\(first.count) bytes from \(first.lowerBound) on are no part of the container\(more)")
        }
        if let short = survey.shortages.first {
            return MediaDefect(
                code: "hole", detail: "\(short.missing) bytes are missing in the fragment before byte \(short.offset)")
        }
        guard let broken = survey.brokenAt, !survey.isTruncated else { return nil }
        return MediaDefect(code: "hole", detail: "bytes from \(broken) on are no part of the container")
    }
}
