public import FerryBatch
import FerryMediaWorker
import FerrySQLite
import FoundationEssentials

/// What a batch would do, found out without sending or writing anything: what is due, what would be made of it, and how
/// many bytes and seconds that takes by what is known of this machine and the uplink.
public struct BatchForecast: Sendable {
    /// One recording that is due.
    public struct Line: Sendable, Equatable {
        /// What is listed.
        public var entry: CatalogEntry
        /// The plan; `nil` where it cannot be made.
        public var plan: MediaPlan?
        /// Why not.
        public var error: FerryError?
    }

    /// The whole.
    public struct Total: Sendable, Equatable, Codable {
        /// Recordings that are meant.
        public var listed = 0
        /// Of those, the ones that are due.
        public var due = 0
        /// Of those, the ones that cannot be used.
        public var unusable = 0
        /// Bytes of those that are due and can be used.
        public var bytes: Int64 = 0
        /// Bytes that would be sent.
        public var predictedBytes: Int64 = 0
        /// Seconds of all encodes and checks, one after the other.
        public var encodeSeconds = 0.0
        /// How many would be encoded, remuxed, and sent as they are.
        public var decisions: [String: Int] = [:]
        /// Bytes a second of the uplink, where they are known.
        public var uplink: Double?

        /// 1 − bytes that would be sent / bytes that are due.
        public var savings: Double? { bytes > 0 ? 1 - Double(predictedBytes) / Double(bytes) : nil }
        /// Seconds of sending; `nil` where the uplink is not known.
        public var sendSeconds: Double? { uplink.flatMap { $0 > 0 ? Double(predictedBytes) / $0 : nil } }

        /// Seconds of the whole, the two lanes side by side.
        ///
        /// - Parameter encoders: Media workers at once.
        public func seconds(encoders: Int) -> Double {
            max(encodeSeconds / Double(max(1, encoders)), sendSeconds ?? 0)
        }
    }

    private let configuration: BatchConfiguration
    private let prober: (any MediaProber)?
    private let ledger: (any BatchLedger)?
    private let pass: BatchPass
    private let forecast: DeliveryForecast
    private let catalog: any SourceCatalog

    /// Prepares a forecast; the state directory is only read, where it is there.
    ///
    /// - Throws: As ``BatchFerry/init(_:watcher:)`` does.
    public init(_ configuration: BatchConfiguration) async throws(FerryError) {
        self.configuration = configuration
        let ferry = configuration.ferry
        let state = ferry.stateDirectory
        let isThere = FileManager.default.fileExists(atPath: "\(state)/\(SQLiteJobStore.fileName)")
        ledger = isThere ? try await SQLiteJobStore.open(inDirectory: state).batches : nil
        let looks = ferry.preset != .none || ferry.wiresMedia
        prober =
            try looks
            ? Adapters.worker(path: ferry.workerPath, niceness: ferry.workerNiceness, atOnce: ferry.workersAtOnce)
            : nil
        let stores = ObjectStores(
            access: configuration.sourceAccess, transport: Adapters.transport(caFile: ferry.caFile), send: ferry.send)
        catalog = try await BatchWiring.catalog(configuration.source, stores)
        let names = try await Self.names(configuration, catalog)
        pass = names.pass
        forecast = SavedSpeeds.forecast(
            directory: state, identity: names.identity, settings: ferry.planning,
            processors: ferry.encoding.processors, now: SystemFerryClock().now())
    }

    /// The run's place in the ledger, and what tells the destination from others. Where there is no state directory
    /// everything is due, whatever the pass.
    private static func names(
        _ configuration: BatchConfiguration, _ catalog: any SourceCatalog
    ) async throws(FerryError) -> (pass: BatchPass, identity: String) {
        var ferry = configuration.ferry
        let database = "\(ferry.stateDirectory)/\(SQLiteJobStore.fileName)"
        guard FileManager.default.fileExists(atPath: database) else {
            let place = try Destination(ferry.destination)
            return (BatchPass(catalog: catalog.identity, destination: "", settings: [], filter: ""), place.identity)
        }
        if configuration.replaces != nil {
            ferry.destination = try StateDirectory(path: ferry.stateDirectory).replacementsFolder()
        }
        let store = try await SQLiteJobStore.open(inDirectory: ferry.stateDirectory)
        var parts = try await FerryWiring(ferry, store: store).parts
        parts.leastSaving = configuration.leastSaving
        parts.edition = try await BatchWiring.edition(ferry)
        return (BatchWiring.pass(configuration, catalog, parts), parts.identity)
    }

    /// Lists the catalog and plans what is due, one recording at a time.
    ///
    /// - Parameter told: Given each recording that is due.
    /// - Throws: What ends the listing; `cancelled` is none, the total so far is given.
    public func run(told: @Sendable (Line) -> Void) async throws(FerryError) -> Total {
        var total = Total()
        total.uplink = forecast.uplink
        let cursor = try await catalog.open()
        while !Task.isCancelled, case let page = try await cursor.next(256), !page.isEmpty {
            let now = SystemFerryClock().now()
            var entries: [CatalogEntry] = []
            for finding in page {
                switch finding {
                case .entry(let entry): if configuration.filter.means(entry, now: now) { entries.append(entry) }
                case .fault(let name, let error):
                    total.listed += 1
                    take(
                        Line(entry: .init(name: name, place: .file(name), bytes: 0, version: "-"), error: error),
                        &total, told)
                }
            }
            let due = try await ledger?.due(entries, in: pass) ?? entries.map { _ in true }
            for (entry, isDue) in zip(entries, due) where !Task.isCancelled {
                guard try await isMeant(entry, isDue) else { continue }
                total.listed += 1
                if isDue { take(await line(entry), &total, told) }
            }
        }
        return total
    }

    private func isMeant(_ entry: CatalogEntry, _ isDue: Bool) async throws(FerryError) -> Bool {
        guard isDue, !configuration.codecs.isEmpty, let prober else { return true }
        return await CodecFilter(codecs: configuration.codecs, prober: prober).means(entry)
    }

    private func line(_ entry: CatalogEntry) async -> Line {
        let preset = entry.preset ?? configuration.ferry.preset
        guard preset != .none, let prober, case .file(let path) = entry.place else {
            return Line(entry: entry, plan: MediaPlan(preset: preset, decision: .none, predictedBytes: entry.bytes))
        }
        do throws(FerryError) {
            let probe = try await FileProbe(prober: prober).probe(path)
            var rules = RenditionRules.standard
            rules.options = configuration.ferry.media
            rules.maxEncodedShare = 1 - configuration.leastSaving
            let decided = try DeliveryPlanner.plan(
                probe: probe, preset: preset, isForTime: configuration.ferry.planning.isForTime, forecast: forecast,
                rules: rules)
            return Line(entry: entry, plan: decided.plan)
        } catch {
            return Line(entry: entry, error: error.named(path))
        }
    }

    private func take(_ line: Line, _ total: inout Total, _ told: (Line) -> Void) {
        total.due += 1
        told(line)
        guard let plan = line.plan else {
            total.unusable += 1
            return
        }
        total.bytes += line.entry.bytes
        total.predictedBytes += plan.predictedBytes ?? line.entry.bytes
        total.decisions[plan.decision.rawValue, default: 0] += 1
        total.encodeSeconds += plan.predictedSeconds.map { $0.encode + $0.check } ?? 0
    }
}
