extension RenditionCheck {
    /// What is wrong with the first track that is not as planned; `nil` when all are.
    func trackFault() -> String? {
        let planned: [(kind: MediaTrack.Kind, index: Int, isCopy: Bool)] =
            [task.video.map { (.video, $0.sourceIndex, $0.encoding == nil) }].compactMap { $0 }
            + [task.audio.map { (.audio, $0.sourceIndex, $0.encoding == nil) }].compactMap { $0 }
        let playing = check.tracks.count { $0.kind != .subtitle }
        guard playing == planned.count else { return "it has \(playing) tracks instead of \(planned.count)" }
        for plan in planned {
            guard let found = check.tracks.first(where: { $0.kind == plan.kind }),
                let written = result.tracks.first(where: { $0.sourceIndex == plan.index && $0.kind == plan.kind })
            else { return "its \(plan.kind.rawValue) track is missing" }
            if let fault = fault(of: found, written: written, isCopy: plan.isCopy) {
                return "its \(plan.kind.rawValue) track \(fault)"
            }
        }
        return textFault()
    }

    /// Each track of text is there, in order, with as many cues as were written.
    private func textFault() -> String? {
        let found = check.tracks.filter { $0.kind == .subtitle && $0.frames > 0 }
        let written = result.tracks.filter { $0.kind == .subtitle && $0.framesOut > 0 }
        guard found.count == written.count else {
            return "it has \(found.count) tracks of text instead of \(written.count)"
        }
        for (found, written) in zip(found, written) where found.frames != written.framesOut {
            return "its text has \(found.frames) cues instead of \(written.framesOut)"
        }
        return nil
    }

    private func fault(
        of found: MediaCheckResult.CheckedTrack, written: MediaEncodeResult.TrackResult, isCopy: Bool
    ) -> String? {
        if found.codec != written.codecOut { return "is \(found.codec) instead of \(written.codecOut)" }
        if found.frames == 0 { return "holds no frame" }
        return isCopy ? copyFault(found, written) : encodeFault(found, written)
    }

    /// Packets that were kept decode as well as they did in the source; the encoder's own count is all there is to
    /// compare with, and hidden frames make it a little larger.
    private func copyFault(
        _ found: MediaCheckResult.CheckedTrack, _ written: MediaEncodeResult.TrackResult
    ) -> String? {
        guard found.kind == .audio || found.frames * 2 >= written.framesOut else {
            return "gives \(found.frames) frames of \(written.framesOut) packets"
        }
        return found.decodeErrors > 0 ? nil : durationFault(found, against: written.secondsOut, written)
    }

    private func encodeFault(
        _ found: MediaCheckResult.CheckedTrack, _ written: MediaEncodeResult.TrackResult
    ) -> String? {
        if found.decodeErrors > 0 { return "does not decode in \(found.decodeErrors) places" }
        if found.kind == .video, let fault = pictureFault(found, written) { return fault }
        return durationFault(found, against: written.secondsOut, written)
            ?? durationFault(found, against: written.secondsIn, written)
    }

    private func pictureFault(
        _ found: MediaCheckResult.CheckedTrack, _ written: MediaEncodeResult.TrackResult
    ) -> String? {
        if found.frames != written.framesOut {
            return "gives \(found.frames) frames instead of \(written.framesOut)"
        }
        if written.framesOut + written.framesDropped != written.framesIn {
            return
                "was written with \(written.framesOut) frames of \(written.framesIn), \(written.framesDropped) dropped"
        }
        guard let planned = task.video?.encoding else { return nil }
        let canvas = Canvas(width: planned.width, height: planned.height)
        let shown = Canvas(width: found.width ?? 0, height: found.height ?? 0)
        return shown == canvas ? nil : "is \(shown) instead of \(canvas)"
    }

    private func durationFault(
        _ found: MediaCheckResult.CheckedTrack, against seconds: Double, _ written: MediaEncodeResult.TrackResult
    ) -> String? {
        let length = found.lastSeconds - found.firstSeconds
        let spacing = written.framesOut > 0 ? written.secondsOut / Double(written.framesOut) : 0
        let tolerance = found.kind == .video ? max(Self.toleranceSeconds, 2 * spacing) : Self.toleranceSeconds
        guard abs(length - seconds) > tolerance else { return nil }
        return "lasts \(PlainNumber.text(length)) s instead of \(PlainNumber.text(seconds)) s"
    }

    /// Whether picture and sound begin as far apart as in the source.
    func offsetFault() -> String? {
        guard let (before, after) = offsets, abs(after - before) > Self.toleranceSeconds else { return nil }
        return "sound begins \(PlainNumber.text(after)) s after the picture instead of \(PlainNumber.text(before)) s"
    }

    /// Seconds by which the sound begins after the picture in the source and in the rendition. Only said of an
    /// undamaged source whose packets all count: before 0 a container hides packets from the player.
    private var offsets: (before: Double, after: Double)? {
        guard result.damage.isEmpty, result.tracks.allSatisfy({ $0.decodeErrors == 0 }),
            let video = check.tracks.first(where: { $0.kind == .video }),
            let audio = check.tracks.first(where: { $0.kind == .audio }),
            let before = sourceOffset()
        else { return nil }
        return (before, audio.firstSeconds - video.firstSeconds)
    }

    /// Seconds by which making the rendition moved the sound against the picture; 0 where nothing can be said.
    public static func shiftSeconds(
        task: MediaEncodeTask, encodeResult: MediaEncodeResult, check: MediaCheckResult, probe: MediaProbe
    ) -> Double {
        let it = RenditionCheck(task: task, result: encodeResult, check: check, probe: probe)
        return it.offsets.map { $0.after - $0.before } ?? 0
    }

    private func sourceOffset() -> Double? {
        guard let video = task.video.flatMap({ output in probe.tracks.first { $0.index == output.sourceIndex } }),
            let audio = task.audio.flatMap({ output in probe.tracks.first { $0.index == output.sourceIndex } }),
            let picture = video.firstSeconds, let sound = audio.firstSeconds, picture > -0.05, sound > -0.05
        else { return nil }
        return sound - picture
    }
}
