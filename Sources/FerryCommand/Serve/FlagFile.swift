import Configuration
import FerrySessions
import Logging
import MediaFerry
import ServiceLifecycle
import SystemPackage

/// The file of switches: read at the start, and again whenever it changes, within a second or at once on SIGHUP.
///
/// What a changed file says wrongly is logged and changes nothing.
struct FlagFile: Service {
    private let provider: ReloadingFileProvider<JSONSnapshot>
    private let logger: Logger
    private let take: @Sendable (ServiceFlags.Layer) -> Void

    /// Reads the file.
    ///
    /// - Parameter take: Told of what the file says, at the start of ``run()`` and at each change.
    /// - Throws: a usage error when it cannot be read, or says something that makes no sense.
    init(path: String, logger: Logger, take: @escaping @Sendable (ServiceFlags.Layer) -> Void) async throws {
        do {
            provider = try await ReloadingFileProvider<JSONSnapshot>(
                filePath: FilePath(path), pollInterval: .seconds(1), logger: logger)
        } catch {
            throw FerryError(
                .sourceUnreadable, "the configuration file cannot be read as JSON", input: path,
                next: "check the path and the file")
        }
        self.logger = logger
        self.take = take
        take(try Self.layer(of: ConfigReader(provider: provider).snapshot()))
    }

    /// Watches the file until the service stops.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await provider.run() }
            group.addTask { try await watch() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func watch() async throws {
        try await cancelWhenGracefulShutdown {
            try await ConfigReader(provider: provider).watchSnapshot { snapshots in
                for await snapshot in snapshots {
                    do { take(try Self.layer(of: snapshot)) } catch {
                        logger.error("the configuration file says something that makes no sense: \(error)")
                    }
                }
            }
        }
    }

    /// JSON has switches as true and false, or as words, and the share as a number.
    private static func layer(of snapshot: ConfigSnapshotReader) throws -> ServiceFlags.Layer {
        try ServiceFlags.Layer { key in
            let isSwitch = key.hasPrefix("flags.")
            if isSwitch, let flag = snapshot.bool(forKey: ConfigKey(key)) { return String(flag) }
            if !isSwitch, let number = snapshot.int(forKey: ConfigKey(key)) { return String(number) }
            return snapshot.string(forKey: ConfigKey(key))
        }
    }
}
