import FerryCore
import Synchronization

/// The names that this process has given to objects of one destination: of two different sources only one gets a name,
/// also where the storage cannot be asked, such as with a presigned URL.
///
/// Names are known by the locations that receipts show. The latest 4,096 are remembered; of older ones the storage's
/// own answer is the only guard.
struct NameRegister {
    /// Names that are remembered at most.
    static let limit = 4096

    private var owners: [String: String] = [:]
    private var order: [String] = []

    /// Whether a source may have a name: nobody has it, or the same source.
    ///
    /// - Parameter source: SHA-256 of the source.
    func isFree(_ location: String, for source: String) -> Bool { owners[location].map { $0 == source } ?? true }

    /// The source's object stands at the name now.
    mutating func take(_ location: String, for source: String) {
        if owners.updateValue(source, forKey: location) == nil { order.append(location) }
        guard order.count > Self.limit else { return }
        for old in order.prefix(order.count - Self.limit * 3 / 4) { owners[old] = nil }
        order.removeFirst(order.count - Self.limit * 3 / 4)
    }

    /// Names that are remembered.
    var count: Int { owners.count }
}

/// Lets one job at a time send to a name, and none whose name another source has.
final class NameTurns: Sendable {
    private let turns = KeyTurns()
    private let register = Mutex(NameRegister())

    /// Jobs that wait for a name.
    func waitingCount(at location: String) -> Int { turns.waitingCount(of: location) }

    /// Sends in the name's turn.
    ///
    /// - Throws: `cancelled` when the task is cancelled while it waits, a conflict when the name is another source's, and
    ///   what `send` throws.
    /// - Parameters:
    ///   - location: Where the object will stand; `nil` where no two can meet.
    ///   - overwrites: Whether another source's object may be replaced.
    func withTurn<Success: Sendable>(
        at location: String?, source: String, name: String, overwrites: Bool,
        _ send: () async throws(FerryError) -> Success
    ) async throws(FerryError) -> Success {
        guard let location else { return try await send() }
        return try await turns.withTurn(of: location) { () throws(FerryError) in
            guard overwrites || register.withLock({ $0.isFree(location, for: source) }) else {
                throw NameClaim.conflict(name)
            }
            let success = try await send()
            register.withLock { $0.take(location, for: source) }
            return success
        }
    }
}
