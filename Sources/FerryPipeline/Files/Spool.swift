import FerryCore
import FerrySealing
import Glibc

/// The directory that holds assets and renditions until they are delivered. One writer per file.
struct Spool: Sendable {
    let directory: StateDirectory
    /// What new files are sealed with; `nil` writes them as they are.
    var key: SpoolKey?

    /// A new empty file for reading and writing.
    func create(_ key: String) throws(FerryError) -> SpoolFile {
        try guarded { () throws(FileFailure) in
            let file = try OwnedFile.open(directory.spool(key), O_RDWR | O_CREAT | O_TRUNC)
            guard let head = SealedHead.make(self.key) else { return SpoolFile(plain: file) }
            try file.write(head.bytes, at: 0)
            return sealed(file, head, name: key)
        }
    }

    /// The packet log of an encode with what it holds, made when it is not there. What its records hold is sealed with
    /// the file's key, one by one, so that none is written a second time.
    func openLog(_ key: String) throws(FerryError) -> SpoolFile {
        try guarded { () throws(FileFailure) in
            let file = try OwnedFile.open(directory.spool(key), O_RDWR | O_CREAT)
            return SpoolFile(plain: file, recordKey: self.key?.fileKey(key, salt: []))
        }
    }

    /// An existing file for reading.
    func open(_ key: String) throws(FerryError) -> SpoolFile {
        let file = try guarded { () throws(FileFailure) in try OwnedFile.open(directory.spool(key), O_RDONLY) }
        guard let head = try guarded({ () throws(FileFailure) in try SealedHead.read(file) }) else {
            return SpoolFile(plain: file)
        }
        guard let mine = self.key, mine.id == head.keyID else { throw Self.locked }
        return sealed(file, head, name: key)
    }

    private func sealed(_ file: consuming OwnedFile, _ head: SealedHead, name: String) -> SpoolFile {
        guard let key = key?.fileKey(name, salt: head.salt) else { return SpoolFile(plain: file) }
        return SpoolFile(SharedFile(file), cipher: GCMCipher(key), key: key)
    }

    /// A file that was sealed and cannot be opened here.
    static let locked = FerryError(
        .storeUnavailable, "a file of the state directory is sealed with a key that is not given",
        next: "give the key it was sealed with in MEDIAFERRY_SPOOL_KEY or MEDIAFERRY_SPOOL_KEY_FILE")

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
