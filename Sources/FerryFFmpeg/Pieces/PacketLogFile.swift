import FerryCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The file of a packet log, lent as a descriptor that is open for reading and writing at any place.
struct PacketLogFile: Sendable {
    var descriptor: Int32
    /// Hides what records hold; `nil` where they hold it as it is.
    var cipher: (any ChunkCipher)?

    /// A payload as it stands in the file, with its frame.
    func record(
        _ kind: PacketLogRecord.Kind, track: Int, index: Int, _ payload: [UInt8]
    ) -> (PacketLogRecord, payload: [UInt8]) {
        let place = PacketLogRecord.place(kind, track: track, index: index)
        let payload = cipher?.seal(payload, for: place) ?? payload
        return (PacketLogRecord(kind, track: track, index: index, payload: payload), payload)
    }

    /// What a record's payload means; `nil` where it is not what was written.
    func opened(_ payload: [UInt8], of record: PacketLogRecord) -> [UInt8]? {
        guard let cipher else { return payload }
        return cipher.open(
            payload, for: PacketLogRecord.place(record.kind, track: record.track, index: record.index))
    }

    /// Bytes from a place on, at most `count`; fewer at the end of the file.
    func read(at place: Int64, count: Int) throws(FerryError) -> [UInt8] {
        let length = try fileLength()
        let wanted = Int(max(0, min(Int64(count), length - place)))
        var bytes = [UInt8](repeating: 0, count: wanted)
        var done = 0
        while done < wanted {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + done }, wanted - done, off_t(place) + off_t(done))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw failure("pread") }
            if got == 0 { break }
            done += got
        }
        return Array(bytes.prefix(done))
    }

    /// Writes all bytes from a place on.
    func write(_ bytes: [UInt8], at place: Int64) throws(FerryError) {
        var done = 0
        while done < bytes.count {
            let wrote = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress.map { $0 + done }, bytes.count - done, off_t(place) + off_t(done))
            }
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else { throw failure("pwrite") }
            done += wrote
        }
    }

    /// Lets everything from a place on go.
    func cut(to length: Int64) throws(FerryError) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw failure("ftruncate") }
    }

    /// Brings what was written to the disk.
    func sync() throws(FerryError) {
        guard fsync(descriptor) == 0 else { throw failure("fsync") }
    }

    private func fileLength() throws(FerryError) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("fstat") }
        return Int64(status.st_size)
    }

    private func failure(_ call: String) -> FerryError {
        let number = errno
        let text = String(cString: strerror(number))
        switch number {
        case ENOSPC, EDQUOT:
            return FerryError(.spoolFull, "the packets of the encode cannot be written: \(text)")
        case EFBIG:
            return FerryError(.mediaWorkerStopped, "the rendition would be larger than its limit")
        default: return FerryError(.storeUnavailable, "the packet log failed in \(call): \(text)")
        }
    }
}
