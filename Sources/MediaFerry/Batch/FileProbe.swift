import Glibc

/// Reads all packets of a file where it is.
struct FileProbe: Sendable {
    let prober: any MediaProber

    func probe(_ path: String) async throws(FerryError) -> MediaProbe {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            let number = errno
            if descriptor >= 0 { close(descriptor) }
            throw FerryError(
                number == ENOENT ? .sourceNotFound : .sourceUnreadable,
                "it cannot be read: \(String(cString: strerror(number)))", input: path)
        }
        defer { close(descriptor) }
        let bytes = Int64(status.st_size)
        guard bytes > 0 else { throw FerryError(.sourceEmpty, "the file has no bytes", input: path) }
        let media = MediaFile(fileDescriptor: descriptor, layout: ObjectLayout(wholeFile: .asset, length: bytes))
        return try await prober.probe(media, limits: .probing(bytes: bytes))
    }
}
