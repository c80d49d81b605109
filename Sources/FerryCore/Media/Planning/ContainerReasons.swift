/// What is looked at around the tracks: container, duration, index, and the defects a probe found.
enum ContainerReasons {
    /// One reason for each thing looked at; `repair` where writing the container anew mends it.
    ///
    /// - Parameters:
    ///   - container: What would be written.
    ///   - keepsPlainAudio: Whether MP3, WAV, FLAC and AAC files are sound containers as they are.
    ///   - found: What was found out about the tracks already; the same is not said twice.
    static func reasons(
        _ facts: SourceFacts, writing container: OutputContainer, keepsPlainAudio: Bool = false,
        besides found: [MediaPlan.Reason] = []
    ) -> [MediaPlan.Reason] {
        var reasons = [self.container(facts.probe, writing: container, keepsPlainAudio: keepsPlainAudio)]
        if ContainerChoice.needsIndex(facts.probe) { reasons += [duration(facts), index(facts.probe)] }
        let looked = Set((found + reasons).map(\.code))
        return reasons + defects(facts.probe).filter { !looked.contains($0.code) }
    }

    /// A container that names a place or a device is written anew without; names of tags are told, never what they say.
    private static func container(
        _ probe: MediaProbe, writing container: OutputContainer, keepsPlainAudio: Bool
    ) -> MediaPlan.Reason {
        guard probe.identifyingTags.isEmpty else {
            return MediaPlan.Reason(
                .container, value: "\(probe.container) with \(probe.identifyingTags.joined(separator: ", "))",
                limit: "\(container.rawValue) that names no place and no device", verdict: .repair)
        }
        let isPlain = keepsPlainAudio && ContainerChoice.isPlainAudio(probe.container)
        return MediaPlan.Reason(
            .container, value: probe.container, limit: container.rawValue,
            verdict: isPlain || probe.container == container.rawValue ? .keep : .repair)
    }

    private static func duration(_ facts: SourceFacts) -> MediaPlan.Reason {
        MediaPlan.Reason(
            .duration,
            value: facts.probe.headerDurationSeconds.map { "\(PlainNumber.text($0)) s in the header" }
                ?? "none in the header",
            limit: "\(PlainNumber.text(facts.seconds)) s of packets",
            verdict: SourceFacts.hasTrueDuration(facts.probe) ? .keep : .repair)
    }

    private static func index(_ probe: MediaProbe) -> MediaPlan.Reason {
        let value = probe.hasIndex ? (probe.isIndexInFront ? "in front" : "at the end") : "none"
        return MediaPlan.Reason(
            .index, value: value, limit: "in front", verdict: probe.hasIndex && probe.isIndexInFront ? .keep : .repair)
    }

    /// Defects are mended by writing what can be read in order, apart from those that lie in the packets themselves or
    /// in a header that its container can do without. Codes that are no reason codes are left to the notes.
    private static func defects(_ probe: MediaProbe) -> [MediaPlan.Reason] {
        var seen: Set<MediaPlan.Code> = []
        return probe.defects.compactMap { defect in
            guard let code = MediaPlan.Code(rawValue: defect.code), seen.insert(code).inserted else { return nil }
            let stays = [.sizeChange, .duration, .index].contains(code)
            return MediaPlan.Reason(code, value: defect.detail, limit: nil, verdict: stays ? .keep : .repair)
        }
    }
}
