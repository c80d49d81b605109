import FerryCore

/// What a source is is found out from its beginning, and its structure is followed within its bounds.
enum ContainerPromises {
    static func check(_ input: [UInt8]) {
        let source = MemoryByteSource(input)
        if let container = try? MediaSniffer.container(of: source) { follow(source, container, input.count) }
        // A name or a type that lies leads to any walk.
        for container in [MediaContainer.webm, .mp4] { follow(source, container, input.count) }
    }

    private static func follow(_ source: MemoryByteSource, _ container: MediaContainer, _ count: Int) {
        guard let survey = try? ContainerSurvey.survey(source, container: container) else { return }
        FuzzTarget.require((0...Int64(count)).contains(survey.soundBytes), "sound bytes beyond the source")
        FuzzTarget.require(survey.unreadBytes(of: source) <= Int64(count), "more bytes unread than there are")
        if let broken = survey.brokenAt {
            FuzzTarget.require((0...Int64(count)).contains(broken), "broken beyond the source")
        }
        for start in survey.recordingStarts {
            FuzzTarget.require((0...Int64(count)).contains(start), "a recording begins beyond the source")
        }
        FuzzTarget.require(survey.recordingStarts == survey.recordingStarts.sorted(), "recordings out of order")
        if let seconds = survey.declaredDurationSeconds {
            FuzzTarget.require(seconds.isFinite && seconds >= 0, "a duration of \(seconds)")
        }
    }
}
