import HTTPTypes
import HummingbirdCore
import NIOCore

extension ReceiverResponder {
    /// Bytes read from disk at a time for a GET.
    static let readBytes = 64 << 10

    /// The reply to a GET of a finished object, whole or in part (RFC 9110 14).
    func object(_ record: StoredUpload, _ request: HTTPFields) async throws(ReceiverRefusal) -> Response {
        var fields = record.objectFields
        let length = record.offset
        switch ByteRangeRequest(request[.range], length: length) {
        case .unsatisfiable:
            throw ReceiverRefusal(
                .rangeNotSatisfiable, "the object has \(length) bytes", fields: [.contentRange: "bytes */\(length)"])
        case .whole: return Response(status: .ok, headers: fields, body: try await content(record, 0..<length))
        case .part(let range):
            fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
            return Response(status: .partialContent, headers: fields, body: try await content(record, range))
        }
    }

    private func content(_ record: StoredUpload, _ range: Range<Int64>) async throws(ReceiverRefusal) -> ResponseBody {
        let id = record.id
        let file = try await store.onDisk { [store] in try store.folder.openForReading(id) }
        let pool = store.pool
        return ResponseBody(contentLength: range.count) { writer in
            var offset = range.lowerBound
            while offset < range.upperBound {
                let wanted = Int(min(Int64(Self.readBytes), range.upperBound - offset))
                let position = offset
                let block = try await pool.run { try Self.read(file, wanted, at: position) }
                offset += Int64(block.readableBytes)
                try await writer.write(block)
            }
            try await writer.finish(nil)
        }
    }

    private static func read(_ file: ContentFile, _ count: Int, at offset: Int64) throws -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        let read = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { room in
            try file.read(into: UnsafeMutableRawBufferPointer(rebasing: room[..<count]), at: offset)
        }
        guard read > 0 else { throw DiskError("pread", code: 0) }
        return buffer
    }
}
