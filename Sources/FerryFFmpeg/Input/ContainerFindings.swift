import FerryCore

/// What the structure of a container adds to what its packets show. A pure value.
struct ContainerFindings: Equatable {
    /// The container as its bytes say.
    var container: MediaContainer
    /// What its structure says; `nil` for containers without one.
    var survey: ContainerSurvey?
    /// Bytes of the source.
    var bytes: Int64

    /// Surveys an object.
    init(_ reader: LayoutReader, container: MediaContainer) throws(FerryError) {
        self.container = container
        survey = try ContainerSurvey.survey(reader, container: container)
        bytes = reader.length
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
        if hasStopped { return max(0, bytes - position) }
        guard let survey, survey.isTruncated else { return 0 }
        return max(0, bytes - survey.soundBytes)
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
        if let broken = survey?.brokenAt, survey?.isTruncated == false {
            defects.append(MediaDefect(code: "hole", detail: "bytes from \(broken) on are no part of the container"))
        }
        if let starts = survey?.recordingStarts, starts.count > 1 {
            defects.append(
                MediaDefect(
                    code: "joined",
                    detail: "\(starts.count) recordings follow each other; the second begins at byte \(starts[1])"))
        }
        return defects
    }
}
