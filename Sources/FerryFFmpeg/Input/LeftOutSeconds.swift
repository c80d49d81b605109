import FerryCore

/// How long the tracks are that could not be read behind a first recording, by kind. A pure value.
struct LeftOutSeconds: Equatable {
    private var done: [MediaTrack.Kind: Double] = [:]
    private var spans: [MediaTrack.Kind: LaneTally.Span] = [:]

    /// Takes a packet of such a track.
    mutating func add(_ packet: PacketFacts, kind: MediaTrack.Kind) {
        guard let time = packet.presentation ?? packet.decoding else { return }
        spans[kind, default: .init()].add(from: time, to: time + packet.duration)
    }

    /// The recording is over.
    mutating func close() {
        for (kind, span) in spans { done[kind, default: 0] += span.seconds }
        spans = [:]
    }

    /// Seconds of a kind in all recordings that are over.
    func seconds(_ kind: MediaTrack.Kind) -> Double { done[kind] ?? 0 }
}
