public import FerryCore
public import FerryUploadProtocols
import Glibc
import HTTPTypes
import Synchronization

/// A storage that recordings are read from: listed page by page, and fetched one by one into files. Nothing is ever
/// written there. The same transport, credentials, retries and host limits as for sending.
public final class ObjectStore: Sendable {
    private let dialect: any ListingDialect
    private let link: DestinationLink
    private let retry: RetryPolicy
    private let clock: any FerryClock
    private let disk = BlockingLane(label: "objects", width: 4)

    /// Reads one storage.
    ///
    /// - Parameter storage: Of the same place as `dialect`.
    public init(
        dialect: any ListingDialect, storage: Storage, authorizer: (any RequestAuthorizer)?,
        transport: any HTTPTransport, limits: TransferLimits, retry: RetryPolicy = RetryPolicy(),
        clock: any FerryClock = SystemFerryClock()
    ) {
        self.dialect = dialect
        self.retry = retry
        self.clock = clock
        link = DestinationLink(
            storage: storage, authorizer: authorizer, transport: transport, limits: limits, retry: retry, clock: clock)
    }

    /// A page of the objects beneath the prefix.
    ///
    /// - Throws: Why the storage cannot be listed, after retries.
    public func page(after token: String?) async throws(FerryError) -> ObjectPage {
        try await trying { () throws(UploadFailure) in
            let reply = try await self.link.send(
                try self.dialect.listObjects(after: token), maxReplyBytes: DestinationLink.documentBytes)
            if reply.isRenewed { throw Self.renewed }
            return try self.dialect.listedObjects(from: reply.response).get()
        }
    }

    /// What stands at a location.
    ///
    /// - Throws: `source.notFound` when nothing does.
    public func facts(of location: String) async throws(FerryError) -> ObjectFacts {
        do throws(FerryError) {
            return try await trying { () throws(UploadFailure) in
                guard let facts = try await self.link.inspect(location) else {
                    throw UploadFailure(
                        .other, FerryError(.sourceUnreadable, "the storage does not say what it holds"))
                }
                return facts
            }
        } catch {
            guard error.disposition != .freshStart else {
                throw FerryError(.sourceNotFound, "the object is gone", input: location)
            }
            throw error.named(location)
        }
    }

    /// Fetches one version of an object into a file, going on where the file ends, and compares length and checksum.
    ///
    /// - Throws: `source.notFound` when it is gone, `source.changed` when it is another version now, `spool.full`,
    ///   `verify.checksum` when what came twice is not what the storage holds.
    public func fetch(_ location: String, bytes: Int64, version: String, into path: String) async throws(FerryError) {
        do throws(FerryError) {
            for isLast in [false, true] {
                try await fill(path, location, bytes: bytes, version: version)
                let facts = try await facts(of: location)
                guard facts.bytes == bytes, version.isEmpty || facts.version == nil || facts.version == version else {
                    throw Self.changed
                }
                guard let told = facts.checksums.first else { return }
                let found = try await disk.run { () throws(FerryError) in try Self.checksum(told.algorithm, of: path) }
                if found == told { return }
                _ = unlink(path)
                guard !isLast else {
                    throw FerryError(
                        .verifyChecksum,
                        "it came with \(told.algorithm.label) \(found.hex), the storage says \(told.hex)")
                }
            }
        } catch {
            throw error.named(location)
        }
    }

    private func fill(_ path: String, _ location: String, bytes: Int64, version: String) async throws(FerryError) {
        let file = try await disk.run { () throws(FerryError) in
            try Self.guarded { () throws(FileFailure) in SharedFile(try OwnedFile.open(path, O_RDWR | O_CREAT)) }
        }
        let (dialect, link, disk) = (dialect, link, disk)
        try await trying { () throws(UploadFailure) in
            let have = try await Self.start(file, bytes: bytes, disk)
            guard have < bytes else { return }
            let failure = Mutex<FileFailure?>(nil)
            let found = try await link.readBack(try dialect.read(location, from: have, version: version)) {
                place, piece in
                do throws(FileFailure) { try file.file.write(piece, at: have + place) } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
            if let failure = failure.withLock({ $0 }) { throw UploadFailure(.other, Spool.error(failure)) }
            try await Self.judge(found, file, have: have, bytes: bytes, disk)
        }
        try await disk.run { () throws(FerryError) in
            try Self.guarded { () throws(FileFailure) in try file.file.sync() }
        }
    }

    /// How much of the object the file has; one that has more than all of it is begun anew.
    private static func start(
        _ file: SharedFile, bytes: Int64, _ disk: BlockingLane
    ) async throws(UploadFailure) -> Int64 {
        do throws(FerryError) {
            return try await disk.run { () throws(FerryError) in
                try guarded { () throws(FileFailure) in
                    let size = try file.file.status().identity.size
                    guard size > bytes else { return size }
                    try file.file.truncate(to: 0)
                    return 0
                }
            }
        } catch {
            throw UploadFailure(.other, error)
        }
    }

    /// Keeps what came where it is part of the object, and cuts it off again where it is not.
    private static func judge(
        _ found: DestinationLink.ReadBack, _ file: SharedFile, have: Int64, bytes: Int64, _ disk: BlockingLane
    ) async throws(UploadFailure) {
        let status = found.status.code
        if (status == 200 && have == 0) || status == 206 {
            guard have + found.bytes < bytes else { return }
            throw UploadFailure(.reset, FerryError(.destinationUnreachable, "the object came cut", disposition: .retry))
        }
        // An error's words are none of the object's bytes; of a reply that begins anew the place is wrong.
        let keep = status == 200 ? 0 : have
        try? await disk.run { () throws(FerryError) in
            try guarded { () throws(FileFailure) in try file.file.truncate(to: keep) }
        }
        switch status {
        case 200:
            throw UploadFailure(.other, FerryError(.destinationServerError, "ranges are ignored", disposition: .retry))
        case 404, 410: throw UploadFailure(.other, FerryError(.sourceNotFound, "the object is gone"))
        case 412: throw UploadFailure(.other, changed)
        case 401, 403:
            throw UploadFailure(
                .auth,
                FerryError(.destinationUnauthorized, "the storage refuses to give it (\(status))", status: status))
        default:
            throw UploadFailure(
                .status5xx,
                FerryError(
                    .destinationServerError, "the storage answered \(status)",
                    disposition: status == 429 || status >= 500 ? .retry : .giveUp, status: status))
        }
    }

    /// Tries again what may pass, by the rule of one file.
    private func trying<Value>(
        _ work: () async throws(UploadFailure) -> Value
    ) async throws(FerryError) -> Value {
        var budget = RetryBudget(policy: retry)
        while true {
            do throws(UploadFailure) { return try await work() } catch {
                guard [.retry, .retryAfter].contains(error.error.disposition),
                    let seconds = budget.failed(error, jitter: Double.random(in: 0...1))
                else { throw error.error }
                guard (try? await clock.sleep(seconds: seconds)) != nil else {
                    throw FerryError(.cancelled, "stopped by request")
                }
            }
        }
    }

    private static func checksum(_ algorithm: ChecksumAlgorithm, of path: String) throws(FerryError) -> Checksum {
        let file = try guarded { () throws(FileFailure) in SpoolFile(plain: try OwnedFile.open(path, O_RDONLY)) }
        let length = try guarded { () throws(FileFailure) in try file.length() }
        let reader = LayoutReader(layout: ObjectLayout(wholeFile: .asset, length: length), files: [.asset: file])
        return try reader.checksum(algorithm, of: 0..<length)
    }

    private static func guarded<Success: ~Copyable>(
        _ work: () throws(FileFailure) -> Success
    ) throws(FerryError) -> Success {
        do throws(FileFailure) { return try work() } catch { throw Spool.error(error) }
    }

    private static let changed = FerryError(.sourceChanged, "the object is another version now")
    private static let renewed = UploadFailure(
        .auth, FerryError(.destinationUnauthorized, "the credentials were renewed", disposition: .retry))
}
