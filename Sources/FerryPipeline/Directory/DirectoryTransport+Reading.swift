import FerryCore
import FerryUploadProtocols
import FoundationEssentials
import Glibc
import HTTPTypes
import Synchronization

extension DirectoryTransport {
    private static let stepBytes = 1 << 20

    /// `HEAD`: length, and on request the SHA-256 by reading. An unfinished file that was linked to its name already and
    /// outlived a crash is no upload any more.
    func look(_ task: FolderTask) throws(FileFailure) -> HTTPTransferResponse {
        let place = try tree.place(try task.path())
        guard let status = try place.status() else { return .folder(404) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .folder(409, body: place.name) }
        if DirectoryFields.isUnfinished(place.name), status.st_nlink > 1 {
            try place.remove()
            return .folder(404)
        }
        var fields: HTTPFields = [.contentLength: String(status.st_size)]
        if task.field(DirectoryFields.wantDigest) != nil {
            let file = try place.open(O_RDONLY)
            guard let sha256 = try sha256(of: file, task) else { return .folder(Self.stopped) }
            fields[DirectoryFields.digest] = Self.digest(sha256)
        }
        return .folder(200, fields)
    }

    /// `GET`: all bytes, as they are read.
    func read(_ task: FolderTask) throws(FileFailure) -> HTTPTransferResponse {
        let place = try tree.place(try task.path())
        let file = try place.open(O_RDONLY)
        var response = HTTPTransferResponse.folder(200, [.contentLength: String(try file.status().identity.size)])
        let isWhole = try each(of: file, task) { bytes in
            if task.request.observesResponseBody { task.observe(.received(Array(bytes))) }
            let room = task.request.maxResponseBodyBytes - response.body.count
            if room > 0 { response.body.append(contentsOf: bytes.prefix(room)) }
        }
        return isWhole ? response : .folder(Self.stopped)
    }

    /// `DELETE`.
    func remove(_ task: FolderTask) throws(FileFailure) -> HTTPTransferResponse {
        let place = try tree.place(try task.path())
        guard let status = try place.status() else { return .folder(404) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .folder(409, body: place.name) }
        try place.remove()
        try place.folder.sync()
        return .folder(204)
    }

    /// The SHA-256 of a file's bytes in lower-case hex; `nil` when somebody asked to stop. A file that was read before
    /// and has not changed since is not read again.
    func sha256(of file: borrowing OwnedFile, _ task: FolderTask) throws(FileFailure) -> String? {
        let identity = try file.status().identity
        if let known = verified.withLock({ $0.sha256(of: identity) }) { return known }
        var hash = RunningSHA256()
        guard try each(of: file, task, { hash.update($0) }) else { return nil }
        let sha256 = hash.hex()
        if try file.status().identity == identity { verified.withLock { $0.add(identity, sha256) } }
        return sha256
    }

    /// Reads a file to its end; `false` when somebody asked to stop.
    private func each(
        of file: borrowing OwnedFile, _ task: FolderTask, _ take: (UnsafeRawBufferPointer) -> Void
    ) throws(FileFailure) -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.stepBytes, alignment: 64)
        defer { buffer.deallocate() }
        var offset: Int64 = 0
        while !task.isCancelled.isRaised {
            let count = try file.read(into: buffer, at: offset)
            guard count > 0 else { return true }
            take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += Int64(count)
        }
        return false
    }

    /// A hash as `Repr-Digest`.
    static func digest(_ sha256: String) -> String? {
        Checksum(.sha256, hex: sha256).map { "sha-256=:\(Data($0.bytes).base64EncodedString()):" }
    }
}

extension FileFailure {
    /// What a server would answer.
    var folderStatus: Int {
        switch number {
        case ENOENT: 404
        case EACCES, EPERM, EROFS: 403
        case ENOTDIR, ELOOP, EISDIR, EEXIST, ENXIO, ENOTEMPTY: 409
        case ENAMETOOLONG: 414
        case _ where isFull: 507
        default: 500
        }
    }
}
