import Dispatch
public import FerryCore
import FoundationEssentials
import GRDB

extension SQLiteJobStore {
    /// The system's wall clock.
    public static func systemTime() -> Timestamp {
        Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970)
    }

    /// Runs `body` in a committed transaction; others that wait with it may share it.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (JobTable) throws -> Value
    ) async throws(FerryError) -> Value {
        do {
            return try await writer.write(body)
        } catch {
            throw FerryError(store: error, path: path)
        }
    }

    /// Runs `body` on one snapshot on a reader's queue.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (JobTable) throws -> Value
    ) async throws(FerryError) -> Value {
        let outcome: Result<Value, any Error> = await withCheckedContinuation { continuation in
            pool.asyncRead { access in
                continuation.resume(
                    returning: access.flatMap { database in
                        Result { try body(JobTable(database: database, now: clock())) }
                    })
            }
        }
        return try value(of: outcome)
    }

    private func value<Value>(of outcome: Result<Value, any Error>) throws(FerryError) -> Value {
        switch outcome {
        case .success(let value): return value
        case .failure(let error): throw FerryError(store: error, path: path)
        }
    }

    /// Runs blocking work on a thread that is not the cooperative pool's.
    static func onOwnThread<Value: Sendable>(
        _ work: @escaping @Sendable () throws(FerryError) -> Value
    ) async throws(FerryError) -> Value {
        let outcome: Result<Value, FerryError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "mediaferry.store.open").async {
                continuation.resume(returning: Result(catching: work))
            }
        }
        return try outcome.get()
    }
}
