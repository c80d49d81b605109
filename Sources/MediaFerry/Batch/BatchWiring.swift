import FerryBatch
import FerryCurl
import FerryMediaWorker
import FerrySQLite

/// The parts of a batch as a configuration asks for them.
struct BatchWiring {
    let ferry: FerryWiring
    let store: SQLiteJobStore
    let pipeline: JobPipeline
    let catalog: any SourceCatalog
    let pass: BatchPass
    private let stores: ObjectStores

    init(_ configuration: BatchConfiguration) async throws(FerryError) {
        var settings = configuration.ferry
        let state = try StateDirectory(path: settings.stateDirectory)
        try state.makeBatchFolders()
        state.sweepBatchFolders(now: SystemFerryClock().now())
        if configuration.replaces != nil { settings.destination = try state.replacementsFolder() }
        store = try await SQLiteJobStore.open(inDirectory: state.path)
        var wiring = try await FerryWiring(settings, store: store)
        wiring.parts.leastSaving = configuration.leastSaving
        wiring.parts.edition = try await Self.edition(settings)
        ferry = wiring
        stores = ObjectStores(
            access: configuration.sourceAccess, transport: wiring.transport, send: wiring.parts.send)
        catalog = try await Self.catalog(configuration.source, stores)
        pass = Self.pass(configuration, catalog, wiring.parts)
        pipeline = try JobPipeline(wiring.parts)
    }

    /// Where the recordings of a configuration are listed.
    static func catalog(
        _ source: BatchConfiguration.Source, _ stores: ObjectStores
    ) async throws(FerryError) -> any SourceCatalog {
        switch source {
        case .catalog(let catalog): return catalog
        case .prefix(let url):
            let (store, identity) = try await stores.make(url)
            return ObjectCatalog(store: store, identity: identity)
        }
    }

    static func pass(
        _ configuration: BatchConfiguration, _ catalog: any SourceCatalog, _ parts: PipelineParts
    ) -> BatchPass {
        let replaces = configuration.replaces.map { ["replaces \($0.takesLoss)"] } ?? []
        var pass = BatchPass(
            catalog: catalog.identity, destination: parts.identity, settings: [parts.settingsKey] + replaces,
            filter: configuration.filter.identity + "\n" + configuration.codecs.sorted().joined(separator: ","))
        if configuration.triesAgain { pass.reopens.formUnion([.setAside, .refused, .kept]) }
        return pass
    }

    /// What encodes are made by; `nil` where nothing is encoded.
    static func edition(_ ferry: FerryConfiguration) async throws(FerryError) -> String? {
        guard ferry.preset.mayEncode, ferry.mediaInThisProcess == nil else { return nil }
        let worker = try Adapters.worker(path: ferry.workerPath, niceness: ferry.workerNiceness)
        return "presets \(presetEdition), libavcodec \(try await worker.describe().versions.libavcodec)"
    }

    /// How this package encodes; raised when a preset's settings change, so that a batch makes its renditions anew. A new
    /// version of the package alone is no reason.
    private static let presetEdition = 1

    /// The run.
    func parts(_ configuration: BatchConfiguration, watcher: any BatchWatcher) -> BatchParts {
        let pipeline = pipeline
        var parts = BatchParts(
            catalog: catalog, filter: configuration.filter, ledger: store.batches, pass: pass,
            carrier: carrier(configuration), settings: configuration.settings, holder: pipeline.holder,
            isAlive: { pipeline.isAlive($0) }, watcher: watcher, clock: ferry.parts.clock)
        if !configuration.codecs.isEmpty, let prober = ferry.parts.prober {
            let filter = CodecFilter(codecs: configuration.codecs, prober: prober)
            parts.means = { await filter.means($0) }
        }
        return parts
    }

    private func carrier(_ configuration: BatchConfiguration) -> any BatchCarrier {
        let state = ferry.parts.state
        var carrier: any BatchCarrier
        if let rule = configuration.replaces, let prober = ferry.parts.prober {
            var rule = rule
            rule.leastSaving = configuration.leastSaving
            carrier = ReplacingCarrier(
                pipeline: pipeline, prober: prober, ledger: store.batches, folder: state.replacements, rule: rule)
        } else {
            let stores = stores
            carrier = FetchingCarrier(
                PipelineCarrier(pipeline),
                stores: { location throws(FerryError) in try await stores.store(of: location) },
                folder: state.fetched)
        }
        guard let limit = configuration.spoolLimit else { return carrier }
        let (preset, replaces) = (configuration.ferry.preset, configuration.replaces != nil)
        carrier = BudgetedCarrier(carrier, budget: SpoolBudget(limit: limit)) { item in
            let isMade = (item.entry.preset ?? preset) != .none
            var times: Int64 = isMade ? 1 : 0
            if case .object = item.entry.place { times += 1 }
            if replaces { times += 1 }
            return item.entry.bytes * times
        }
        return carrier
    }
}
