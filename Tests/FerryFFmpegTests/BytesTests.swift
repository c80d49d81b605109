import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

@Suite struct BytesTests {
    /// Reads a layout of a file of 0, 1, 2 … with the given extents.
    private func reader(_ extents: [Range<Int64>], bytes: Int = 256) throws -> (LayoutReader, ScratchFile) {
        let file = try ScratchFile()
        try file.write(Data((0..<bytes).map { UInt8(truncatingIfNeeded: $0) }))
        let layout = ObjectLayout(
            closed: extents.map { Extent(file: .asset, offset: $0.lowerBound, length: Int64($0.count)) })
        return (LayoutReader(fileDescriptor: file.descriptor, layout: layout, isCancelled: { false }), file)
    }

    private func readAll(_ reader: LayoutReader, step: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Int(step))
        while true {
            let got = reader.read(into: &buffer, count: step)
            guard got > 0 else { return all }
            all += buffer.prefix(Int(got))
        }
    }

    @Test("extents are read in their order, whatever the step", arguments: [Int32(1), 3, 10, 1000])
    func readsInOrder(step: Int32) throws {
        let (reader, file) = try reader([100..<110, 0..<5, 200..<256])
        let expected = Array(100..<110) + Array(0..<5) + (200..<256).map { UInt8($0) }
        #expect(readAll(reader, step: step) == expected.map { UInt8($0) })
        #expect(reader.length == 71 && reader.bytesRead == 71)
        _ = file
    }

    @Test("seeking follows lseek and FFmpeg's question for the size")
    func seeks() throws {
        let (reader, file) = try reader([100..<110, 0..<5])
        #expect(reader.seek(to: 0, whence: 0x10000) == 15)
        #expect(reader.seek(to: -5, whence: SEEK_END) == 10)
        #expect(readAll(reader, step: 100) == [0, 1, 2, 3, 4])
        #expect(reader.seek(to: -1, whence: SEEK_SET) < 0)
        #expect(reader.seek(to: .max, whence: SEEK_END) < 0)
        #expect(reader.seek(to: 9, whence: SEEK_SET) == 9)
        #expect(reader.seek(to: -2, whence: SEEK_CUR) == 7)
        #expect(reader.seek(to: 0, whence: 99) < 0)
        _ = file
    }

    @Test("a file that is shorter than the layout is noticed")
    func noticesEnd() throws {
        let (reader, file) = try reader([0..<100, 200..<400])
        reader.lookForEnd()
        #expect(reader.missingFrom == 156)
        _ = file
    }

    @Test("a descriptor that cannot be read is an error, not an end")
    func noticesFailure() {
        let layout = ObjectLayout(wholeFile: .asset, length: 10)
        let reader = LayoutReader(fileDescriptor: -1, layout: layout, isCancelled: { false })
        var buffer = [UInt8](repeating: 0, count: 10)
        #expect(reader.read(into: &buffer, count: 10) < 0)
        #expect(reader.failure == EBADF)
    }

    @Test("writes go where the position is and never pass the limit")
    func writes() throws {
        let file = try ScratchFile()
        let writer = OutputWriter(fileDescriptor: file.descriptor, maxBytes: 8)
        #expect(writer.write([1, 2, 3, 4], count: 4) == 4)
        #expect(writer.seek(to: 2, whence: SEEK_SET) == 2)
        #expect(writer.write([9], count: 1) == 1)
        #expect(writer.seek(to: 0, whence: SEEK_END) == 4)
        #expect(writer.write([5, 6, 7, 8, 9], count: 5) < 0 && writer.passedLimit)
        #expect(try Data(contentsOf: file.url) == Data([1, 2, 9, 4]))
        #expect(writer.length == 4)
    }

    @Test("a full disk is named")
    func namesFullDisk() throws {
        let full = open("/dev/full", O_RDWR)
        defer { close(full) }
        let writer = OutputWriter(fileDescriptor: full, maxBytes: 100)
        #expect(writer.write([1], count: 1) < 0)
        #expect(writer.failure == ENOSPC)
        let error = FailureTranslation.working(FFmpegError(call: "x", code: -5), reader: nil, writer: writer)
        #expect(error.code == .spoolFull && error.disposition == .retry)
    }
}
