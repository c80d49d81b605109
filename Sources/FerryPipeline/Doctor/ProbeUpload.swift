import FerryCore
import HTTPTypes

/// One small object on its way: created, begun, broken off, continued, completed, compared and deleted.
struct ProbeUpload {
    let link: DestinationLink
    let clock: any FerryClock
    let capabilities: UploadCapabilities
    /// Where the probe is, and whether it was completed.
    private struct Place {
        var location: String
        var isComplete = false
    }

    /// The wanted size of a chunk; a storage may want more.
    private static let chunkBytes: Int64 = 256 << 10
    /// Bytes of the object beyond the first chunk.
    private static let tailBytes: Int64 = 1000
    /// Times the server is asked for the offset while it still holds the upload for the broken connection.
    private static let maxLooks = 20

    init(link: DestinationLink, clock: any FerryClock, capabilities: UploadCapabilities) {
        self.link = link
        self.clock = clock
        self.capabilities = capabilities
        unit = capabilities.chunkLimits.fitting(Self.chunkBytes)
        length = unit + Self.tailBytes
        let name = "mediaferry-doctor-\(UniqueName.make()).probe"
        creation = UploadCreation(
            length: length, chunk: nil, objectName: name, mediaType: "application/octet-stream",
            marker: ObjectMarker(sourceSHA256: Self.sha256(length), jobTag: JobKey.tag(of: name)),
            sha256: Self.sha256(length))
    }

    private let unit: Int64
    private let length: Int64
    let creation: UploadCreation

    private static func sha256(_ length: Int64) -> String {
        var hash = RunningSHA256()
        ProbeBody.content(length).withUnsafeBytes { hash.update($0) }
        return hash.hex()
    }

    /// Goes the whole way and notes what was found.
    func run(_ chain: inout HealthChain) async {
        switch link.storage {
        case .inOrder(let dialect): await run(dialect, &chain)
        case .parts(let dialect): await run(dialect, &chain)
        }
    }

    private func run(_ dialect: any UploadDialect, _ chain: inout HealthChain) async {
        guard var place = await create(dialect, &chain) else { return }
        do throws(UploadFailure) {
            let offset = try await resume(dialect, place, &chain)
            try await complete(dialect, place, from: offset)
            place.isComplete = true
            chain.note(.good("complete", try await compared(place.location)))
        } catch {
            chain.note(.fault(chain.has("resume") ? "complete" : "resume", error.error))
        }
        await delete(place, dialect, &chain)
    }

    private func create(_ dialect: any UploadDialect, _ chain: inout HealthChain) async -> Place? {
        guard let head = dialect.create(creation, capabilities: capabilities) else {
            chain.note(.notRun("create", "\(dialect.name) creates nothing before the bytes come"))
            return dialect.location(ofObject: creation.objectName).map { Place(location: $0) }
        }
        switch await link.answer(to: head).flatMap({ dialect.created(from: $0, creation: creation) }) {
        case .success(let upload):
            chain.note(taken)
            chain.note(.good("create", "an upload of \(length) bytes was created"))
            return Place(location: upload.location)
        case .failure(let failure):
            chain.note(.fault(failure.isRefusal ? "credentials" : "create", failure.error))
            return nil
        }
    }

    /// Begins to send, breaks the connection off, and asks where the server stands.
    private func resume(
        _ dialect: any UploadDialect, _ place: Place, _ chain: inout HealthChain
    ) async throws(UploadFailure) -> Int64 {
        guard !dialect.traits.sendsWhole else {
            chain.note(.notRun("resume", "\(dialect.name) cannot: a failure begins an object again"))
            return 0
        }
        let chunk = Chunk(index: 0, offset: 0, length: unit)
        var body = ProbeBody(range: chunk.range)
        body.breaksAfter = unit / 2
        if case .success(let response) = await link.answer(to: try head(dialect, chunk, place), body: body) {
            _ = try dialect.accepted(from: response, sending: sending(chunk)).get()
        }
        let offset = try await located(dialect, place)
        guard offset <= unit else {
            throw UploadFailure(
                .offset,
                FerryError(.uploadOffsetBeyondEnd, "the server claims to hold \(offset) of \(unit / 2) bytes sent"))
        }
        chain.note(.good("resume", "goes on at byte \(offset) after a connection broke at \(unit / 2)"))
        return offset
    }

    /// Where the server stands; it may hold the upload for a while for the connection that broke.
    private func located(_ dialect: any UploadDialect, _ place: Place) async throws(UploadFailure) -> Int64 {
        var last: UploadFailure?
        for _ in 0..<Self.maxLooks {
            guard let head = try dialect.locate(place.location) else { return 0 }
            switch await link.answer(to: head).flatMap({ dialect.located(from: $0) }) {
            case .success(let upload): return upload.offset
            case .failure(let failure):
                last = failure
                guard failure.cause == .status423 || failure.error.disposition == .retry else { throw failure }
            }
            guard (try? await clock.sleep(seconds: 0.25)) != nil else { break }
        }
        throw last ?? UploadFailure(.other, FerryError(.cancelled, "stopped by request"))
    }

    private func complete(
        _ dialect: any UploadDialect, _ place: Place, from offset: Int64
    ) async throws(UploadFailure) {
        var offset = offset
        let step = dialect.traits.sendsWhole ? length : unit
        // One chunk more than the object has at most: a server that keeps less than it was sent is a fault.
        for index in 0...Int(length / step + 1) where offset < length {
            let chunk = Chunk(index: index, offset: offset, length: min(step, length - offset))
            let response = try await sent(dialect, chunk, place)
            offset = try dialect.accepted(from: response, sending: sending(chunk)).get().offset
        }
        guard offset == length else {
            throw UploadFailure(
                .offset, FerryError(.verifyLength, "the server holds \(offset) of \(length) bytes that were sent"))
        }
    }

    /// Sends a chunk; what the storage complains about and what can be put right, is put right once.
    private func sent(
        _ dialect: any UploadDialect, _ chunk: Chunk, _ place: Place
    ) async throws(UploadFailure) -> HTTPTransferResponse {
        let head = try head(dialect, chunk, place)
        let response = try await link.answer(to: head, body: ProbeBody(range: chunk.range)).get()
        let remedies = dialect.remedies(for: response, location: place.location)
        guard !remedies.isEmpty else { return response }
        for remedy in remedies { _ = await link.answer(to: remedy) }
        return try await link.answer(to: head, body: ProbeBody(range: chunk.range)).get()
    }

    private func head(
        _ dialect: any UploadDialect, _ chunk: Chunk, _ place: Place
    ) throws(UploadFailure) -> HTTPRequest {
        try dialect.send(sending(chunk), to: place.location)
    }

    private func sending(_ chunk: Chunk) -> ChunkSending {
        ChunkSending(chunk: chunk, objectLength: length, creation: creation)
    }

    /// Compares what arrived; what was found, in words.
    func compared(_ location: String) async throws(UploadFailure) -> String {
        let dialect = link.storage.dialect
        let object = dialect.location(ofObject: creation.objectName) ?? location
        guard let head = try dialect.inspect(object) else { return "\(length) bytes were taken; nobody can be asked" }
        let facts = try await link.answer(to: head).flatMap { dialect.inspected(from: $0) }.get()
        guard facts.bytes == length else {
            throw UploadFailure(
                .checksum, FerryError(.verifyLength, "\(length) bytes were sent, the object has \(facts.bytes)"))
        }
        guard let sha256 = facts.checksums.first(where: { $0.algorithm == .sha256 })?.hex else {
            return try await readBack(object)
        }
        guard sha256 == creation.sha256 else { throw Self.changed }
        return "\(length) bytes arrived, SHA-256 the same"
    }

    private static let changed = UploadFailure(
        .checksum, FerryError(.verifyChecksum, "what arrived has another SHA-256 than what was sent"))

    /// Reads the object back where its server tells no checksum that we know.
    private func readBack(_ object: String) async throws(UploadFailure) -> String {
        let unknown = "\(length) bytes arrived; the server tells no SHA-256 and gives nothing back"
        guard let head = try link.storage.dialect.read(object) else { return unknown }
        let found = try await link.readBack(head)
        guard found.status.code == 200 else { return unknown }
        guard found.sha256 == creation.sha256, found.bytes == length else { throw Self.changed }
        return "\(length) bytes arrived and were read back the same"
    }

    private func delete(_ place: Place, _ dialect: any UploadDialect, _ chain: inout HealthChain) async {
        let object = dialect.location(ofObject: creation.objectName) ?? place.location
        let remove = place.isComplete ? dialect.remove(object, capabilities: capabilities) : nil
        await delete(
            place.isComplete ? "the probe object" : "the unfinished probe upload", at: object,
            remove ?? dialect.abandon(place.location, capabilities: capabilities), &chain)
    }

    /// Deletes the probe, or gives its upload up, and makes sure that it is gone.
    func delete(_ words: String, at object: String, _ head: HTTPRequest?, _ chain: inout HealthChain) async {
        guard let head else {
            chain.note(
                .fault(
                    "delete", "\(words) stays: the server cannot delete", next: "delete \(Self.visible(object)) by hand"
                ))
            return
        }
        switch await link.answer(to: head) {
        case .success(let response)
        where response.head.status.kind == .successful || [404, 410, 499].contains(response.head.status.code):
            chain.note(.good("delete", "\(words) is deleted"))
        case .success(let response):
            chain.note(
                .fault(
                    "delete", "\(words) stays: the server answers \(response.head.status.code) to its deletion",
                    next: "allow deleting, and delete \(Self.visible(object)) by hand"))
        case .failure(let failure):
            chain.note(
                .fault(
                    "delete", "\(words) may stay: \(failure.error.message)",
                    next: "delete \(Self.visible(object)) by hand"))
        }
    }

    private static func visible(_ location: String) -> String { HTTPLocation(location)?.redacted ?? location }

    /// What is said when credentials are refused.
    static func unauthorized(_ status: Int, at storage: String) -> FerryError {
        let next: String? =
            switch storage {
            case "s3": "check the access key and its secret in the AWS environment or profile, and their permissions"
            case "gcs": "check the service account or the token, and their permissions"
            default: nil
            }
        return FerryError(.destinationUnauthorized, "the server refuses the credentials", next: next, status: status)
    }

    /// Credentials that were not refused, or that nobody asked for.
    var taken: HealthCheck {
        .good("credentials", link.authorizer == nil ? "none are needed" : "accepted")
    }
}

extension UploadFailure {
    /// Whether it is about who asks, not about what is asked.
    var isRefusal: Bool { cause == .auth || error.code == .destinationUnauthorized }
}
