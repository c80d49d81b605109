import FerryCore
import GRDB

extension FerryError {
    /// What a failed call of the database means to the user: the reason in plain words, SQLite's own text after it.
    init(store error: any Error, path: String) {
        if let error = error as? FerryError {
            self = error
        } else if let error = error as? DatabaseError {
            self.init(sqlite: error, path: path)
        } else {
            self.init(.storeUnavailable, "the job database \(path) cannot be used: \(error)")
        }
    }

    private init(sqlite error: DatabaseError, path: String) {
        let detail = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no text")"
        func unavailable(_ reason: String, disposition: Disposition? = nil) -> FerryError {
            FerryError(
                .storeUnavailable, "the job database \(path) \(reason) (\(detail))", disposition: disposition)
        }
        switch (error.resultCode, error.extendedResultCode) {
        case (.SQLITE_FULL, _), (_, .SQLITE_IOERR_SHMSIZE):
            self.init(.spoolFull, "no space is left for the job database \(path) (\(detail))")
        case (.SQLITE_BUSY, _), (.SQLITE_LOCKED, _):
            self = unavailable("was kept locked by another process for too long")
        case (.SQLITE_CORRUPT, _), (.SQLITE_NOTADB, _):
            self = unavailable("is damaged or is no database", disposition: .giveUp)
        case (.SQLITE_CANTOPEN, _), (.SQLITE_PERM, _), (.SQLITE_AUTH, _):
            self = unavailable("cannot be opened", disposition: .giveUp)
        case (.SQLITE_READONLY, _):
            self = unavailable("cannot be written", disposition: .giveUp)
        case (.SQLITE_IOERR, _):
            self = unavailable("cannot be read or written")
        default:
            self = unavailable("refused a statement")
        }
    }

    /// Two jobs would wear one name.
    static func duplicateJob(_ id: JobID) -> FerryError {
        FerryError(
            .storeUnavailable, "there is a job named \(id) already", next: "run the same command again",
            disposition: .giveUp)
    }

    /// Two jobs of a key would be under way.
    static func secondUnfinishedJob(_ other: JobID) -> FerryError {
        FerryError(
            .destinationConflict, "job \(other) already carries the same source to the same destination",
            next: "wait for it or continue it", disposition: .giveUp)
    }
}
