/// Looks into media without sending anything.
public struct FerryInspector: Sendable {
    private let prober: any MediaProber

    /// Uses the media worker at that path, or beside the running program.
    ///
    /// - Throws: when there is none.
    public init(workerPath: String? = nil) throws(FerryError) {
        prober = try Adapters.worker(path: workerPath)
    }

    /// Reads all packets of a source and says what it holds; nothing is kept.
    ///
    /// - Throws: ``FerryError`` that names the source.
    public func probe(_ source: FerrySource) async throws(FerryError) -> MediaProbe {
        try await SourceInspection(prober: prober).probe(source)
    }
}
