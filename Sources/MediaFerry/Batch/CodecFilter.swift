import FerryBatch

/// Means recordings by the codecs of their tracks. What cannot be looked at is meant, so that its fault is named.
struct CodecFilter: Sendable {
    let codecs: Set<String>
    let prober: any MediaProber

    func means(_ entry: CatalogEntry) async -> Bool {
        guard case .file(let path) = entry.place else { return true }
        do throws(FerryError) {
            let probe = try await FileProbe(prober: prober).probe(path)
            return probe.tracks.contains { codecs.contains($0.codec.lowercased()) }
        } catch {
            return error.code != .mediaNotMedia && error.code != .mediaForbiddenFormat
        }
    }
}
