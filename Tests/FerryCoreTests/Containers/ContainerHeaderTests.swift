import FerryTesting
import Testing

@testable import FerryCore

@Suite struct ContainerHeaderTests {
    static let elements: [(String, [UInt8], EBMLElement.Reading)] = [
        ("nothing", [], .incomplete),
        ("an identifier alone", [0x1A, 0x45, 0xDF, 0xA3], .incomplete),
        ("half an identifier", [0x1A, 0x45], .incomplete),
        ("half a size", [0xA3, 0x40], .incomplete),
        ("one byte each", [0xA3, 0x85], .element(EBMLElement(id: 0xA3, headerBytes: 2, dataBytes: 5))),
        ("two bytes of size", [0xA3, 0x41, 0x00], .element(EBMLElement(id: 0xA3, headerBytes: 3, dataBytes: 256))),
        (
            "four and eight", [0x1A, 0x45, 0xDF, 0xA3, 1, 0, 0, 0, 0, 0, 0, 0x1F],
            .element(EBMLElement(id: MatroskaID.ebml, headerBytes: 12, dataBytes: 31))
        ),
        ("unknown in one byte", [0xA3, 0xFF], .element(EBMLElement(id: 0xA3, headerBytes: 2, dataBytes: nil))),
        (
            "unknown in eight bytes", [0xA3, 1] + [UInt8](repeating: 0xFF, count: 7),
            .element(EBMLElement(id: 0xA3, headerBytes: 9, dataBytes: nil))
        ),
        (
            "the largest size", [0xA3, 1] + [UInt8](repeating: 0xFF, count: 6) + [0xFE],
            .element(EBMLElement(id: 0xA3, headerBytes: 9, dataBytes: (1 << 56) - 2))
        ),
        ("an identifier of five bytes", [0x08, 0, 0, 0, 0, 0x81], .broken),
        ("a size of nine bytes", [0xA3, 0x00, 1], .broken),
    ]

    @Test("element headers are read as RFC 8794 says", arguments: elements)
    func element(_ name: String, _ bytes: [UInt8], _ reading: EBMLElement.Reading) {
        #expect(EBMLElement.read(bytes) == reading, "\(name)")
    }

    static let boxes: [(String, [UInt8], MP4Box.Reading)] = [
        ("nothing", [], .incomplete),
        ("seven bytes", [0, 0, 0, 8] + Array("fre".utf8), .incomplete),
        (
            "a short box", BoxText.box("free", [1]),
            .box(MP4Box(type: "free", headerBytes: 8, byteCount: 9))
        ),
        (
            "a long box", BoxText.box("mdat", [1], isLong: true),
            .box(MP4Box(type: "mdat", headerBytes: 16, byteCount: 17))
        ),
        ("half a long size", Array(BoxText.box("mdat", [], isLong: true).prefix(12)), .incomplete),
        (
            "to the end", [0, 0, 0, 0] + Array("mdat".utf8),
            .box(MP4Box(type: "mdat", headerBytes: 8, byteCount: nil))
        ),
        ("a size below the header", [0, 0, 0, 7] + Array("free".utf8), .broken),
        ("a long size below the header", [0, 0, 0, 1] + Array("free".utf8) + BoxText.number(15, bytes: 8), .broken),
        ("a long size over 63 bits", [0, 0, 0, 1] + Array("free".utf8) + [UInt8](repeating: 0xFF, count: 8), .broken),
        ("a name of control bytes", [0, 0, 0, 8, 1, 2, 3, 4], .broken),
        (
            "QuickTime's copyright sign", [0, 0, 0, 8, 0xA9] + Array("nam".utf8),
            .box(MP4Box(type: FourCC(rawValue: 0xA96E_616D), headerBytes: 8, byteCount: 8))
        ),
    ]

    @Test("box headers are read as ISO/IEC 14496-12 says", arguments: boxes)
    func box(_ name: String, _ bytes: [UInt8], _ reading: MP4Box.Reading) {
        #expect(MP4Box.read(bytes) == reading, "\(name)")
    }

    @Test("numbers are read from a slice's own beginning and only where they are whole") func numbers() {
        let bytes: [UInt8] = [9, 9, 0x12, 0x34, 0x56, 0x78, 0x9A]
        let slice = bytes[2...]
        #expect(slice.bigEndian(0, as: UInt32.self) == 0x1234_5678)
        #expect(slice.bigEndian(1, as: UInt32.self) == 0x3456_789A)
        #expect(slice.bigEndian(2, as: UInt32.self) == nil)
        #expect(slice.bigEndian(-1, as: UInt16.self) == nil)
        #expect(slice.bigEndian(0, as: UInt64.self) == nil)
        var written: [UInt8] = []
        written.appendBigEndian(UInt32(0x1234_5678))
        written.appendBigEndian(UInt64(0x9A))
        #expect(written == [0x12, 0x34, 0x56, 0x78, 0, 0, 0, 0, 0, 0, 0, 0x9A])
        #expect(FourCC("moov").description == "moov" && FourCC("moov").bytes == Array("moov".utf8))
        #expect(FourCC(rawValue: 0x6D00_FF76).description == "m??v")
    }

    @Test("a window gives the bytes of its source at every place, with few reads") func window() throws {
        var seed = SeededRandom(seed: 2)
        let bytes = seed.bytes(100_000)
        let source = CountingByteSource(bytes)
        var window = ByteWindow(source)
        for place in stride(from: 0, to: bytes.count, by: 100) {
            let expected = bytes[place...].prefix(12)
            #expect(try window.bytes(at: Int64(place), count: 12).elementsEqual(expected))
        }
        #expect(source.reads <= 8)
        for _ in 0..<300 {
            let place = Int.random(in: 0..<bytes.count + 10, using: &seed)
            let count = Int.random(in: 0...40_000, using: &seed)
            let expected = place < bytes.count ? bytes[place...].prefix(count) : []
            #expect(try window.bytes(at: Int64(place), count: count).elementsEqual(expected))
        }
        #expect(try window.bytes(at: -1, count: 4).isEmpty)
    }

    @Test("memory is read inside its bounds") func memory() {
        let source = MemoryByteSource([1, 2, 3])
        #expect(source.byteCount == 3)
        #expect(source.read(at: 1, count: 9) == [2, 3])
        #expect(source.read(at: 3, count: 1).isEmpty)
        #expect(source.read(at: -1, count: 1).isEmpty)
        #expect(source.read(at: 0, count: -1).isEmpty)
    }

    @Test("a source that cannot be read fails with its own error") func failing() {
        let error = FerryError(.sourceUnreadable, "the disk is gone")
        let source = FailingByteSource(error: error)
        #expect(throws: error) { try MediaSniffer.container(of: source) }
        #expect(throws: error) { try ContainerSurvey.survey(source, container: .webm) }
        #expect(throws: error) { try ContainerSurvey.survey(source, container: .mp4) }
        #expect(throws: error) { try MP4IndexRelocation.plan(source) }
    }

    @Test("a file that became shorter is no crash") func shorter() throws {
        let movie = BoxText.movie([BoxText.offsets([16], isWide: false)])
        let bytes = BoxText.box("ftyp", []) + BoxText.box("mdat", [1, 2]) + movie
        for count in 0..<bytes.count {
            let source = SparseByteSource(byteCount: Int64(bytes.count), parts: [(0, Array(bytes.prefix(count)))])
            _ = try? MP4IndexRelocation.plan(source)
            _ = try ContainerSurvey.survey(source, container: .mp4)
            let short = ShrunkByteSource(byteCount: Int64(bytes.count), bytes: Array(bytes.prefix(count)))
            #expect(throws: FerryError.self) { try MP4IndexRelocation.plan(short) }
            _ = try ContainerSurvey.survey(short, container: .mp4)
            _ = try ContainerSurvey.survey(short, container: .webm)
        }
    }
}

/// Counts how often it is read.
private final class CountingByteSource: ByteSource {
    private let memory: MemoryByteSource
    private(set) var reads = 0

    init(_ bytes: [UInt8]) { memory = MemoryByteSource(bytes) }

    var byteCount: Int64 { memory.byteCount }

    func read(at offset: Int64, count: Int) -> [UInt8] {
        reads += 1
        return memory.read(at: offset, count: count)
    }
}

/// Cannot be read.
private struct FailingByteSource: ByteSource {
    var error: FerryError
    var byteCount: Int64 { 100 }

    func read(at offset: Int64, count: Int) throws(FerryError) -> [UInt8] { throw error }
}

/// Says it is longer than what it gives.
private struct ShrunkByteSource: ByteSource {
    var byteCount: Int64
    var bytes: [UInt8]

    func read(at offset: Int64, count: Int) -> [UInt8] { MemoryByteSource(bytes).read(at: offset, count: count) }
}
