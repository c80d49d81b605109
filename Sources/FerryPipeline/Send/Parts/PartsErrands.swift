import FerryCore
import HTTPTypes

/// Performs single actions of the parts machine at a storage with parts of its own.
final class PartsErrands: PartsWork {
    let cargo: UploadCargo
    let dialect: any PartsDialect
    let desk: TransferDesk
    let location: String
    let disk: BlockingLane
    /// What earlier runs wrote down of acknowledged parts.
    let remembered: [Int: PartReference]
    let seen = SharedProof()

    var storage: any StorageDialect { dialect }
    var object: String? { location }

    init(
        cargo: UploadCargo, dialect: any PartsDialect, desk: TransferDesk, location: String, disk: BlockingLane,
        remembered: [Int: PartReference]
    ) {
        self.cargo = cargo
        self.dialect = dialect
        self.desk = desk
        self.location = location
        self.disk = disk
        self.remembered = remembered
    }

    /// Performs one action that is not an end.
    func perform(
        _ action: PartsStateMachine.Action, upload: PartsUpload?, features: PartsFeatures
    ) async throws(FerryError) -> Event {
        switch action {
        case .inspect: return try await inspect()
        case .compare(let facts): return try await compare(facts)
        case .store(let replaces): return try await store(replaces: replaces, features)
        case .begin(let bytes, let replaces): return try await begin(bytes, replaces: replaces, features)
        case .remove: return try await remove()
        case .abort(let isGone, let isFreshStart):
            return try await abort(upload, isGone: isGone, isFreshStart: isFreshStart)
        case .wait(let seconds, let cause, let failures, let error):
            return try await wait(seconds, cause, failures, error)
        default:
            guard let upload else { preconditionFailure("parts belong to an upload") }
            return try await perform(action, of: upload, features)
        }
    }

    private func perform(
        _ action: PartsStateMachine.Action, of upload: PartsUpload, _ features: PartsFeatures
    ) async throws(FerryError) -> Event {
        switch action {
        case .list(let after): return try await list(upload, after: after)
        case .match(let listed): return .matched(try await match(listed, upload))
        case .send(let chunk): return try await send(chunk, upload)
        case .ask(let chunk): return try await ask(chunk, upload)
        case .complete(let parts, let replaces): return try await complete(upload, parts, replaces: replaces, features)
        default: preconditionFailure("an end is not performed")
        }
    }

    var leavesParts: Bool { false }

    func entityTag(of parts: [PartReference]) -> String? { dialect.entityTag(of: parts) }

    /// Nothing is left: parts have become the object.
    func tidy() {}
}
