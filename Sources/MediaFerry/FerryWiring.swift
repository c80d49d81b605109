import FerryCurl
import FerryMediaWorker
import FerryUploadProtocols

/// The parts of a pipeline as a configuration asks for them, over a store that is open.
struct FerryWiring: Sendable {
    var parts: PipelineParts
    /// What requests leave through.
    let transport: CurlTransport
    /// What requests leave through where the destination is no network.
    let folder: (any HTTPTransport)?

    init(_ configuration: FerryConfiguration, store: any JobStore) async throws(FerryError) {
        let destination = try Destination(configuration.destination)
        transport = Adapters.transport(
            caFile: configuration.caFile, sendRateLimit: configuration.sendRateLimit,
            connectTo: configuration.connectTo)
        let wiring = try await StorageWiring(destination, configuration.access, network: transport)
        folder = wiring.transport
        folder?.setSendRateLimit(configuration.sendRateLimit)
        parts = PipelineParts(
            state: try StateDirectory(path: configuration.stateDirectory), store: store,
            transport: wiring.transport ?? transport,
            transportVersion: CurlTransport.libraryVersion, prober: nil, encoder: nil,
            storage: wiring.storage, authorizer: wiring.authorizer, identity: wiring.identity(of: destination),
            endpoint: wiring.endpoint, destination: destination.redacted)
        if let listening = configuration.listening { parts.transport = listening(parts.transport) }
        parts.spoolKey = configuration.spoolKey
        let media = try Self.media(configuration)
        parts.prober = media
        parts.encoder = media
        parts.send = configuration.send
        parts.encoding = configuration.encoding
        parts.preset = configuration.preset
        parts.planning = configuration.planning.limited(to: configuration.sendRateLimit)
        parts.adviser = configuration.adviser
        parts.media = configuration.media
        parts.extrasDirectory = configuration.extrasDirectory
        parts.decoding = configuration.decoding
        parts.quality = configuration.quality
        parts.receiptsDirectory = configuration.receiptsDirectory
        parts.recorders = configuration.recorders
    }

    private static func media(
        _ configuration: FerryConfiguration
    ) throws(FerryError) -> (any MediaProber & MediaEncoder)? {
        if let media = configuration.mediaInThisProcess { return media }
        guard configuration.preset != .none || configuration.workerPath != nil || configuration.wiresMedia else {
            return nil
        }
        let isWished = configuration.preset == .none && configuration.workerPath == nil
        guard !isWished else { return try? Adapters.worker(path: nil, niceness: configuration.workerNiceness) }
        return try Adapters.worker(
            path: configuration.workerPath, niceness: configuration.workerNiceness,
            atOnce: configuration.workersAtOnce)
    }
}
