public import FerryCore
public import FerryPipeline
import Glibc

/// Fetches objects into the state directory one at a time for each item under way, and carries them from there; carries
/// files as they are. The objects themselves are only read.
public struct FetchingCarrier: BatchCarrier {
    /// Finds the storage of an object's location.
    public typealias Stores = @Sendable (_ location: String) async throws(FerryError) -> ObjectStore

    private let carrier: PipelineCarrier
    private let stores: Stores
    private let folder: String

    /// - Parameter folder: Where objects are kept until they are delivered.
    public init(_ carrier: PipelineCarrier, stores: @escaping Stores, folder: String) {
        self.carrier = carrier
        self.stores = stores
        self.folder = folder
    }

    /// Carries one recording.
    public func carry(_ item: BatchItem, note: @escaping BatchNote) async -> BatchCarriage {
        guard case .object(let location) = item.entry.place else { return await carrier.carry(item, note: note) }
        var path: String?
        do throws(FerryError) {
            let store = try await stores(location)
            var (bytes, version) = (item.entry.bytes, item.entry.version)
            if version.isEmpty {
                let facts = try await store.facts(of: location)
                (bytes, version) = (facts.bytes, facts.version ?? "")
            }
            guard bytes > 0 else { throw FerryError(.sourceEmpty, "the object has no bytes", input: location) }
            let place = "\(folder)/\(Self.name(location, bytes, version))"
            path = place
            try await store.fetch(location, bytes: bytes, version: version, into: place)
            let carriage = await carrier.carry(item, source: .file(path: place, name: Self.fileName(location)))
            if Self.isOver(carriage) { _ = unlink(place) }
            return carriage
        } catch {
            if error.code == .sourceChanged || error.code == .sourceNotFound, let path { _ = unlink(path) }
            return .failed(error.named(location), job: nil)
        }
    }

    /// Whether the bytes are not needed again: what may go on needs them.
    private static func isOver(_ carriage: BatchCarriage) -> Bool {
        guard case .failed(let error, _) = carriage else { return true }
        return JobState.end(for: error) == .refused
    }

    /// The same version of an object has the same name, so that a fetch that was broken off goes on.
    static func name(_ location: String, _ bytes: Int64, _ version: String) -> String {
        String(RunningSHA256.hex(of: "\(location)\n\(bytes)\n\(version)").prefix(40))
    }

    private static func fileName(_ location: String) -> String {
        location.split(separator: "/").last.map(String.init) ?? "object"
    }
}
