public import FerryCore

/// The switches with who turned them: what is said at run time holds before the command line, that before the
/// environment, that before the file.
public struct ServiceFlags: Sendable, Equatable, Codable {
    /// Who says what a switch is.
    public enum Source: String, Sendable, Codable, CaseIterable {
        /// Nobody.
        case standard = "default"
        /// The configuration file.
        case file
        /// The environment.
        case environment
        /// The command line.
        case commandLine = "command line"
        /// A request.
        case runTime = "run time"
    }

    /// A layer of values.
    public struct Layer: Sendable, Equatable, Codable {
        /// The switches that it turns.
        public var flags: [ServiceFlag: Bool]
        /// The share of sessions on the progressive road in percent, where it says one.
        public var rolloutPercent: Int?

        /// Says nothing unless told so.
        public init(flags: [ServiceFlag: Bool] = [:], rolloutPercent: Int? = nil) {
            self.flags = flags
            self.rolloutPercent = rolloutPercent
        }
    }

    /// What each source says.
    public private(set) var layers: [Source: Layer]

    /// Puts layers together.
    public init(_ layers: [Source: Layer] = [:]) { self.layers = layers }

    /// Whether a switch is on.
    public subscript(_ flag: ServiceFlag) -> Bool { found(flag).value }

    /// The share of new sessions on the progressive road, 0…100.
    public var rolloutPercent: Int {
        Self.order.lazy.compactMap { self.layers[$0]?.rolloutPercent }.first ?? 100
    }

    /// Whether a session of that name belongs to the share; the same name is always on the same side of it.
    ///
    /// The share grows only at its border: who is in at 10 percent is in at 20.
    public func isInRollout(_ id: SessionID) -> Bool {
        // FNV-1a, 64 bits: even enough for a share, and the same everywhere.
        let hash = id.rawValue.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Int((hash ^ (hash >> 32)) % 100) < rolloutPercent
    }

    /// Takes what a source says now in place of what it said before.
    public mutating func set(_ layer: Layer, from source: Source) { layers[source] = layer }

    /// Takes a change at run time beside earlier ones.
    ///
    /// - Throws: `request.unprocessable` for a share outside 0…100; nothing is changed then.
    public mutating func change(_ change: FlagsChange) throws(FerryError) {
        var layer = layers[.runTime] ?? Layer()
        if let percent = change.rollout?.percent {
            guard (0...100).contains(percent) else {
                throw FerryError(.requestUnprocessable, "a share of \(percent) percent is none", next: "use 0 to 100")
            }
            layer.rolloutPercent = percent
        }
        for (flag, value) in change.values { layer.flags[flag] = value }
        layers[.runTime] = layer
    }

    /// Takes back what was changed at run time.
    public mutating func reset() { layers[.runTime] = nil }

    /// The switches as they are shown.
    public var view: FlagsView {
        func shown(_ flag: ServiceFlag) -> FlagsView.Flag {
            let found = found(flag)
            return .init(value: found.value, default: flag.isOnByDefault, source: found.source.rawValue)
        }
        return FlagsView(
            progressiveHandOff: shown(.progressiveHandOff), sessionRecovery: shown(.sessionRecovery),
            backgroundProcessing: shown(.backgroundProcessing), transcoding: shown(.transcoding),
            adaptiveCompression: shown(.adaptiveCompression), liveTracking: shown(.liveTracking),
            milestoneProgress: shown(.milestoneProgress), rollout: .init(percent: rolloutPercent))
    }

    private static let order: [Source] = [.runTime, .commandLine, .environment, .file]

    private func found(_ flag: ServiceFlag) -> (value: Bool, source: Source) {
        for source in Self.order {
            if let value = layers[source]?.flags[flag] { return (value, source) }
        }
        return (flag.isOnByDefault, .standard)
    }
}

extension FlagsChange {
    /// The switches that it turns.
    var values: [ServiceFlag: Bool] {
        let all: [(ServiceFlag, Bool?)] = [
            (.progressiveHandOff, progressiveHandOff), (.sessionRecovery, sessionRecovery),
            (.backgroundProcessing, backgroundProcessing), (.transcoding, transcoding),
            (.adaptiveCompression, adaptiveCompression), (.liveTracking, liveTracking),
            (.milestoneProgress, milestoneProgress),
        ]
        return Dictionary(uniqueKeysWithValues: all.compactMap { flag, value in value.map { (flag, $0) } })
    }
}
