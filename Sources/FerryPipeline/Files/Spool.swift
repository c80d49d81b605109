import FerryCore
import Glibc

/// The directory that holds assets and renditions until they are delivered. One writer per file.
struct Spool: Sendable {
    let directory: StateDirectory

    /// A new empty file for reading and writing.
    func create(_ key: String) throws(FerryError) -> OwnedFile {
        try guarded { () throws(FileFailure) in
            try OwnedFile.open(directory.spool(key), O_RDWR | O_CREAT | O_TRUNC)
        }
    }

    /// A file for reading and writing with what it holds, made when it is not there.
    func reopen(_ key: String) throws(FerryError) -> OwnedFile {
        try guarded { () throws(FileFailure) in try OwnedFile.open(directory.spool(key), O_RDWR | O_CREAT) }
    }

    /// An existing file for reading.
    func open(_ key: String) throws(FerryError) -> OwnedFile {
        try guarded { () throws(FileFailure) in try OwnedFile.open(directory.spool(key), O_RDONLY) }
    }

    /// Whether bytes of that key are there.
    func contains(_ key: String) -> Bool { FileStatus.of(path: directory.spool(key)) != nil }

    /// Forgets the bytes of that key.
    func remove(_ key: String) { _ = unlink(directory.spool(key)) }

    /// Makes the names in the spool as durable as the bytes.
    func syncNames() throws(FerryError) {
        try guarded { () throws(FileFailure) in
            try OwnedFile.open("\(directory.path)/spool", O_RDONLY | O_DIRECTORY).sync()
        }
    }

    /// Runs a file call of the spool and says what its failure means.
    func guarded<Success: ~Copyable>(
        _ work: () throws(FileFailure) -> Success
    ) throws(FerryError) -> Success {
        do throws(FileFailure) {
            return try work()
        } catch {
            throw Self.error(error)
        }
    }

    static func error(_ failure: FileFailure) -> FerryError {
        failure.isFull
            ? FerryError(.spoolFull, "no space is left in the state directory (\(failure.text))", disposition: .giveUp)
            : FerryError(.storeUnavailable, "the spool failed in \(failure.call): \(failure.text)")
    }
}
