import FerryCore
import FerryPipeline
import Glibc

/// Puts a finished rendition into the place of its recording, which stays whole until the rendition stands beside it,
/// on the disk, read back and proven. Blocks on the disk.
struct Replacement {
    /// The staged rendition.
    let staged: String
    /// What it must be.
    let sha256: String
    let bytes: Int64
    /// The extension it must have, without a dot; empty for that of the recording.
    let fileExtension: String

    /// What a rendition is called while it is not proven.
    static let suffix = ".mediaferry-part"
    private static let stepBytes = 1 << 20

    /// The path that the rendition will have: that of the recording, with another extension where it is of another kind.
    func target(of path: String) -> String {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let (stem, old) = ObjectName.split(String(path[slash...]))
        guard !fileExtension.isEmpty, old.lowercased() != fileExtension.lowercased() else { return path }
        return "\(path[..<slash])\(stem).\(fileExtension)"
    }

    /// Whether the target stands there already, as a run that was killed left it.
    func isPlaced(at target: String) -> Bool { (try? Self.sha256(of: target)) == sha256 }

    /// Writes the rendition beside the recording, with its owner, mode and times, syncs it and reads it back.
    ///
    /// - Returns: Its path.
    func place(beside original: borrowing OriginalFile) throws(FerryError) -> String {
        let part = original.path + Self.suffix
        let file = open(part, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw OriginalFile.failure("open") }
        defer { close(file) }
        do throws(FerryError) {
            try copy(to: file)
            try original.lend(to: file)
            guard fsync(file) == 0 else { throw OriginalFile.failure("fsync") }
            // What is read back comes from the disk, as far as the system lets go of it.
            _ = posix_fadvise(file, 0, 0, Int32(POSIX_FADV_DONTNEED))
            let found = try Self.sha256(of: part)
            guard found == sha256 else {
                throw FerryError(
                    .verifyChecksum, "the rendition reads back with SHA-256 \(found) in place of \(sha256)",
                    next: "check the disk", disposition: .giveUp)
            }
            // Reading moved its access time.
            try original.lend(to: file)
        } catch {
            _ = unlink(part)
            throw error
        }
        return part
    }

    /// Gives the rendition the recording's place: at once where the name stays; else the new name is made first, and the
    /// old one taken away when that is on the disk.
    ///
    /// - Parameter part: What ``place(beside:)`` gave; `nil` where the target stands there already.
    func swap(_ part: String?, for original: borrowing OriginalFile, target: String) throws(FerryError) {
        do throws(FerryError) { try original.check() } catch {
            if let part { _ = unlink(part) }
            throw error
        }
        if target == original.path {
            guard let part, rename(part, target) == 0 else { throw OriginalFile.failure("rename") }
            return try Self.sync(folderOf: target)
        }
        if let part {
            guard link(part, target) == 0 else {
                let number = errno
                _ = unlink(part)
                guard number == EEXIST else { throw OriginalFile.failure("link", number) }
                throw FerryError(
                    .destinationConflict, "another file stands at \(target)", next: "move it away and use --retry",
                    disposition: .giveUp)
            }
            _ = unlink(part)
        }
        try Self.sync(folderOf: target)
        guard unlink(original.path) == 0 else { throw OriginalFile.failure("unlink") }
        try Self.sync(folderOf: target)
    }

    private func copy(to file: Int32) throws(FerryError) {
        let source = open(staged, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw OriginalFile.failure("open") }
        defer { close(source) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.stepBytes, alignment: 64)
        defer { buffer.deallocate() }
        var left = bytes
        while left > 0 {
            let count = read(source, buffer.baseAddress, buffer.count)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                throw FerryError(.verifyLength, "the staged rendition is shorter than it was")
            }
            var done = 0
            while done < count {
                let written = write(file, buffer.baseAddress?.advanced(by: done), count - done)
                if written > 0 { done += written } else if errno != EINTR { throw OriginalFile.failure("write") }
            }
            left -= Int64(count)
        }
    }

    /// SHA-256 of a file in lower-case hex.
    static func sha256(of path: String) throws(FerryError) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw OriginalFile.failure("open") }
        defer { close(file) }
        return try sha256(of: file)
    }

    /// SHA-256 of an open file from its start.
    static func sha256(of descriptor: Int32) throws(FerryError) -> String {
        var hash = RunningSHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: stepBytes, alignment: 64)
        defer { buffer.deallocate() }
        var place = 0
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, place)
            if count == 0 { return hash.hex() }
            if count > 0 {
                hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                place += count
            } else if errno != EINTR {
                throw OriginalFile.failure("read")
            }
        }
    }

    private static func sync(folderOf path: String) throws(FerryError) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw OriginalFile.failure("open") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw OriginalFile.failure("fsync") }
    }
}
