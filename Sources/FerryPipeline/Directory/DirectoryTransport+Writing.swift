import FerryCore
import FerryUploadProtocols
import Glibc
import HTTPTypes

extension DirectoryTransport {
    /// `POST`: begins the job's unfinished file anew, in the folder where the object will stand.
    func begin(_ task: FolderTask) throws(FileFailure) -> HTTPTransferResponse {
        let path = try task.path()
        let place = try tree.place(path, makesFolders: true)
        let wanted = task.field(DirectoryFields.length).flatMap { Int64($0) } ?? 0
        var volume = statvfs()
        if fstatvfs(place.folder.descriptor, &volume) == 0 {
            let free = UInt64(volume.f_bavail).multipliedReportingOverflow(by: UInt64(volume.f_frsize))
            guard free.overflow || free.partialValue >= UInt64(max(0, wanted)) else {
                return .folder(507, body: "\(free.partialValue) bytes are free, \(wanted) are wanted")
            }
        }
        let name = DirectoryFields.unfinishedName(job: task.field(DirectoryFields.job) ?? "")
        let file = try OwnedFile.open(name, in: place.folder, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK)
        guard try file.status().kind == .regular else { return .folder(409, body: name) }
        try place.folder.sync()
        let parent = String(decoding: Array(path.utf8.dropLast(place.name.utf8.count)), as: UTF8.self)
        return .folder(201, [.location: FileLocation(path: parent + name)?.text ?? ""])
    }

    /// `PATCH`: adds bytes, and lets the file become the object when nothing follows.
    ///
    /// - Parameter sent: Bytes of the body that were written, also when it fails.
    func add(
        _ task: FolderTask, sent: inout Int64
    ) throws(FileFailure) -> Result<HTTPTransferResponse, HTTPTransferFailure> {
        let place = try tree.place(try task.path())
        let file = try place.open(O_RDWR)
        let size = try file.status().identity.size
        guard task.field(DirectoryFields.offset).flatMap({ Int64($0) }) == size else { return .success(.folder(416)) }
        if let body = task.request.body {
            if let failure = try write(body, to: file, at: size, task, sent: &sent) { return .failure(failure) }
        }
        try file.sync()
        var response = HTTPTransferResponse.folder(204, [DirectoryFields.offset: String(size + sent)], sent: sent)
        guard task.field(DirectoryFields.complete) == "?1" else { return .success(response) }
        if let refusal = try publish(place, file, task) {
            response.head.status = refusal.head.status
            response.body = refusal.body
            return .success(response)
        }
        response.head.headerFields[DirectoryFields.complete] = "?1"
        return .success(response)
    }

    private func write(
        _ body: any HTTPBodySource, to file: borrowing OwnedFile, at start: Int64, _ task: FolderTask,
        sent: inout Int64
    ) throws(FileFailure) -> HTTPTransferFailure? {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while sent < body.length {
            let step = min(pace.stepBytes, Int(min(Int64(buffer.count), body.length - sent)))
            pace.wait(for: step) { task.isCancelled.isRaised }
            guard !task.isCancelled.isRaised else {
                return HTTPTransferFailure(.cancelled, "stopped", sentBodyBytes: sent)
            }
            let count: Int
            do throws(FerryError) {
                count = try body.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<step]), at: sent)
            } catch {
                return HTTPTransferFailure(.source, error.message, sentBodyBytes: sent, sourceError: error)
            }
            guard count > 0 else { break }
            try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: start + sent)
            sent += Int64(count)
            task.observe(.sent(bytes: sent))
        }
        return nil
    }

    /// Reads the file back and gives it its name.
    ///
    /// - Returns: Why not, or `nil`.
    private func publish(
        _ place: borrowing FolderTree.Place, _ file: borrowing OwnedFile, _ task: FolderTask
    ) throws(FileFailure) -> HTTPTransferResponse? {
        try file.syncAndForget()
        guard let sha256 = try sha256(of: file, task) else { return .folder(Self.stopped) }
        if let wanted = task.field(DirectoryFields.digest), wanted != Self.digest(sha256) {
            return .folder(460, body: "SHA-256 \(sha256)")
        }
        guard let target = task.field(.contentLocation).flatMap({ FileLocation($0) }) else { return .folder(400) }
        let goal = try tree.place(target.path)
        let isTaken = try task.field(.ifNoneMatch) == nil ? move(place, over: goal) : link(place, to: goal)
        guard !isTaken else { return .folder(412) }
        try goal.folder.sync()
        return nil
    }

    private func move(
        _ place: borrowing FolderTree.Place, over goal: borrowing FolderTree.Place
    ) throws(FileFailure) -> Bool {
        guard renameat(place.folder.descriptor, place.name, goal.folder.descriptor, goal.name) == 0 else {
            throw FileFailure(call: "rename", number: errno)
        }
        return false
    }

    /// A link never replaces anything. Where the file system has none, an empty file takes the name first, which never
    /// replaces anything either, and is replaced by the whole one.
    private func link(
        _ place: borrowing FolderTree.Place, to goal: borrowing FolderTree.Place
    ) throws(FileFailure) -> Bool {
        if linkat(place.folder.descriptor, place.name, goal.folder.descriptor, goal.name, 0) == 0 {
            try place.remove()
            return false
        }
        switch errno {
        case EEXIST: return true
        case EPERM, EOPNOTSUPP, ENOSYS, EMLINK:
            let folder = goal.folder.descriptor
            let claim = openat(folder, goal.name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666)
            guard claim >= 0 else {
                if errno == EEXIST { return true }
                throw FileFailure(call: "open", number: errno)
            }
            _ = close(claim)
            do throws(FileFailure) { return try move(place, over: goal) } catch {
                _ = unlinkat(folder, goal.name, 0)
                throw error
            }
        default: throw FileFailure(call: "link", number: errno)
        }
    }
}
