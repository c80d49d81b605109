import FerryCore
import Glibc

/// An open file that objects are read from or written to: a source in place, or a file of the spool, which may be sealed.
/// Places and lengths are those of the text, whether it is sealed or not.
final class SpoolFile: Sendable {
    private let file: SharedFile
    private let sealed: SealedFile?
    /// The key it, or what its records hold, is sealed with.
    let key: FileKey?

    /// A file that stands there as it is.
    ///
    /// - Parameter recordKey: What whoever writes its records seals them with, one by one.
    init(plain file: consuming OwnedFile, recordKey: FileKey? = nil) {
        self.file = SharedFile(file)
        sealed = nil
        key = recordKey
    }

    /// A sealed file, whose head is there.
    init(_ file: SharedFile, cipher: any ChunkCipher, key: FileKey) {
        self.file = file
        self.key = key
        sealed = SealedFile(SharedFileBytes(file: file), cipher: cipher)
    }

    /// The descriptor, for the life of this value.
    var descriptor: Int32 { file.file.descriptor }

    /// What the file is now, sealed or not.
    func status() throws(FileFailure) -> FileStatus { try file.file.status() }

    /// Bytes of text.
    func length() throws(FileFailure) -> Int64 {
        guard let sealed else { return try status().identity.size }
        do throws(FileFault) { return try sealed.length() } catch { throw FileFailure(error) }
    }

    /// Reads text at a place; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer, at place: Int64) throws(FileFailure) -> Int {
        guard let sealed else { return try file.file.read(into: buffer, at: place) }
        do throws(FileFault) { return try sealed.read(into: buffer, at: place) } catch { throw FileFailure(error) }
    }

    /// Writes text at a place.
    func write(_ bytes: UnsafeRawBufferPointer, at place: Int64) throws(FileFailure) {
        guard let sealed else { return try file.file.write(bytes, at: place) }
        do throws(FileFault) { try sealed.write(bytes, at: place) } catch { throw FileFailure(error) }
    }

    /// Writes text at a place.
    func write(_ bytes: [UInt8], at place: Int64) throws(FileFailure) {
        let result: Result<Void, FileFailure> = bytes.withUnsafeBytes { bytes in
            Result { () throws(FileFailure) in try write(bytes, at: place) }
        }
        try result.get()
    }

    /// Asks the system to begin to write what was written behind a place of the text, and does not wait for it. Nothing is
    /// safe by it before ``sync()``.
    func beginWriteback(from place: Int64) { file.file.beginWriteback(from: place) }

    /// Brings everything to the disk.
    func sync() throws(FileFailure) {
        do throws(FileFault) { try sealed?.flush() } catch { throw FileFailure(error) }
        try file.file.sync()
    }
}

/// A shared file for whoever lays something over it.
struct SharedFileBytes: PositionedFile {
    let file: SharedFile

    func read(into buffer: UnsafeMutableRawBufferPointer, at place: Int64) throws(FileFault) -> Int {
        do throws(FileFailure) { return try file.file.read(into: buffer, at: place) } catch { throw error.fault }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at place: Int64) throws(FileFault) {
        do throws(FileFailure) { try file.file.write(bytes, at: place) } catch { throw error.fault }
    }

    func length() throws(FileFault) -> Int64 {
        do throws(FileFailure) { return try file.file.status().identity.size } catch { throw error.fault }
    }
}

extension FileFailure {
    /// A fault of a sealed file as a failed call.
    init(_ fault: FileFault) {
        switch fault {
        case .system(let call, let number): self.init(call: call, number: number)
        case .damaged: self.init(call: "decryption", number: EBADMSG)
        }
    }

    fileprivate var fault: FileFault { .system(call: call, number: number) }
}
