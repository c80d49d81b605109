import FerryCore
import HTTPTypes

/// The probe where objects go in parts: one part, broken off, listed, sent again, made an object.
extension ProbeUpload {
    func run(_ dialect: any PartsDialect, _ chain: inout HealthChain) async {
        guard let location = dialect.location(ofObject: creation.objectName) else {
            return chain.note(.notRun("create", "\(dialect.name) gives the probe no place"))
        }
        var probe = PartsProbe(link: link, dialect: dialect, location: location, creation: creation)
        do throws(UploadFailure) {
            let upload = try await probe.begin()
            chain.note(taken)
            chain.note(.good("create", "an upload in parts was begun\(probe.words)"))
            await run(&probe, upload, dialect, &chain)
        } catch {
            chain.note(.fault(error.isRefusal ? "credentials" : "create", error.error))
        }
    }

    private func run(
        _ probe: inout PartsProbe, _ upload: PartsUpload, _ dialect: any PartsDialect, _ chain: inout HealthChain
    ) async {
        var (upload, isComplete) = (upload, false)
        do throws(UploadFailure) {
            let part = try await probe.resume(&upload)
            chain.note(.good("resume", "a part whose connection broke is not listed, and is sent again\(probe.words)"))
            try await probe.complete(upload, [part])
            isComplete = true
            chain.note(.good("complete", try await compared(probe.location)))
        } catch {
            chain.note(.fault(chain.has("resume") ? "complete" : "resume", error.error))
        }
        let (head, words) =
            isComplete
            ? (dialect.remove(probe.location, capabilities: capabilities), "the probe object")
            : (try? dialect.abort(upload, at: probe.location), "the unfinished probe upload")
        await delete(words, at: probe.location, head, &chain)
    }
}

/// The requests of a probe in parts, one after another; what the storage does not know is left out and asked again.
private struct PartsProbe {
    let link: DestinationLink
    let dialect: any PartsDialect
    let location: String
    let creation: UploadCreation
    private var features: PartsFeatures
    private var left: [String] = []

    /// Times a request is put otherwise.
    private static let maxChanges = 4

    init(link: DestinationLink, dialect: any PartsDialect, location: String, creation: UploadCreation) {
        self.link = link
        self.dialect = dialect
        self.location = location
        self.creation = creation
        features = dialect.features
    }

    /// What the storage does without, in words.
    var words: String { left.isEmpty ? "" : ", without \(left.joined(separator: " and "))" }

    private var chunk: Chunk { Chunk(index: 0, offset: 0, length: creation.length ?? 0) }

    mutating func begin() async throws(UploadFailure) -> PartsUpload {
        let begun = try await asked { probe throws(UploadFailure) in
            let head = try probe.dialect.begin(probe.creation, at: probe.location, features: probe.features)
            return await probe.answer(head).flatMap { probe.dialect.begun(from: $0, features: probe.features) }
        }
        return PartsUpload(id: begun.id, partBytes: chunk.length, checksum: begun.checksum)
    }

    /// Breaks a part off, sees that it does not count, sends it whole and sees that it does.
    ///
    /// - Parameter upload: Replaced by one without the checksum where the storage does not know that.
    mutating func resume(_ upload: inout PartsUpload) async throws(UploadFailure) -> PartReference {
        for _ in 0..<Self.maxChanges {
            switch try await sent(upload) {
            case .success(let part):
                guard try await listed(upload).map(\.index) == [0] else { throw Self.unlisted }
                return part
            case .failure(let failure):
                guard leavesOut(failure.kind) else { throw failure.failure }
                if let head = try? dialect.abort(upload, at: location) { _ = await link.answer(to: head) }
                upload = try await begin()
            }
        }
        throw Self.unlisted
    }

    private static let unlisted = UploadFailure(
        .offset, FerryError(.verifyLength, "the storage does not list the part that it took"))

    private func sent(_ upload: PartsUpload) async throws(UploadFailure) -> Result<PartReference, PartsFailure> {
        let checksum = upload.checksum.map(checksum)
        let head = try dialect.send(chunk, of: upload, at: location, checksum: checksum)
        var body = ProbeBody(range: chunk.range)
        body.breaksAfter = chunk.length / 2
        _ = await link.answer(to: head, body: body)
        guard try await listed(upload).isEmpty else {
            throw UploadFailure(
                .offset, FerryError(.uploadOffsetBeyondEnd, "the storage lists a part of which half was sent"))
        }
        let response = try await link.answer(to: head, body: ProbeBody(range: chunk.range)).get()
        return dialect.accepted(from: response, part: chunk)
            .map { PartReference(entityTag: $0.entityTag, checksum: checksum) }
    }

    private func checksum(_ algorithm: ChecksumAlgorithm) -> Checksum {
        var running = RunningChecksum(algorithm)
        ProbeBody.content(chunk.length).withUnsafeBytes { running.update($0) }
        return running.value()
    }

    mutating func complete(_ upload: PartsUpload, _ parts: [PartReference]) async throws(UploadFailure) {
        try await asked { probe throws(UploadFailure) in
            let (head, document) = try probe.dialect.complete(
                upload, at: probe.location, parts: parts, creation: probe.creation, checksum: parts.first?.checksum,
                features: probe.features)
            return await probe.answer(head, document).flatMap { response in
                probe.dialect.completed(from: response).map(Result.failure) ?? .success(())
            }
        }
    }

    private func listed(_ upload: PartsUpload) async throws(UploadFailure) -> [ListedPart] {
        let head = try dialect.list(upload, at: location, after: nil, limit: 10)
        return try Self.plain(await answer(head).flatMap { dialect.listed(from: $0) }).parts
    }

    private func answer(
        _ head: HTTPRequest, _ document: [UInt8]? = nil
    ) async -> Result<HTTPTransferResponse, PartsFailure> {
        await link.answer(
            to: head, body: document.map(DocumentBody.init(bytes:)), maxReplyBytes: DestinationLink.documentBytes
        )
        .mapError { PartsFailure(.plain, $0) }
    }

    /// Asks, and asks otherwise while the storage refuses something that can be left out.
    private mutating func asked<Value>(
        _ ask: (PartsProbe) async throws(UploadFailure) -> Result<Value, PartsFailure>
    ) async throws(UploadFailure) -> Value {
        for _ in 0..<Self.maxChanges {
            switch try await ask(self) {
            case .success(let value): return value
            case .failure(let failure): guard leavesOut(failure.kind) else { throw failure.failure }
            }
        }
        return try Self.plain(try await ask(self))
    }

    private mutating func leavesOut(_ kind: PartsFailure.Kind) -> Bool {
        switch kind {
        case .guardRefused where features.guardsNames:
            features.guardsNames = false
            left.append("a guard of names")
        case .guardRefused where features.checksum != nil, .checksumRefused where features.checksum != nil:
            left.append(features.checksum?.label ?? "a checksum")
            features.withoutChecksum()
        default: return false
        }
        return true
    }

    private static func plain<Value>(_ result: Result<Value, PartsFailure>) throws(UploadFailure) -> Value {
        switch result {
        case .success(let value): return value
        case .failure(let failure): throw failure.failure
        }
    }
}
