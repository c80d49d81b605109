import FerryTesting
import Testing

@testable import FerryCore

@Suite struct Base64KernelTests {
    private static let available = Base64Kernel.allCases.filter(\.isAvailable)

    @Test("the table decoder is everywhere, and the best one is available") func availability() {
        #expect(Base64Kernel.table.isAvailable)
        #expect(Base64Kernel.best.isAvailable)
    }

    @Test("runs of every length decode to their bytes and write nothing behind the room given", arguments: available)
    func lengths(_ kernel: Base64Kernel) {
        var seed = SeededRandom(seed: 1)
        for count in 0...400 {
            let bytes = seed.bytes(count / 4 * 3)
            let text = PlainBase64.encode(bytes)
            for room in [bytes.count, max(bytes.count - 1, 0), bytes.count / 2, bytes.count + 40] {
                let run = Self.run(kernel, text, room: room)
                let groups = min(text.count / 4, room / 3)
                #expect(run.consumed == groups * 4)
                #expect(run.bytes == Array(bytes.prefix(groups * 3)))
                #expect(run.isContained)
            }
        }
    }

    @Test("every byte that is no symbol stops a run before its group, at every place", arguments: available)
    func stops(_ kernel: Base64Kernel) {
        let bytes = (0..<144).map { UInt8($0) }
        let text = PlainBase64.encode(bytes)
        let symbols = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_".utf8)
        for byte in UInt8.min...UInt8.max where !symbols.contains(byte) {
            for place in text.indices where place % 7 == Int(byte) % 7 || place > 184 {
                var changed = text
                changed[place] = byte
                let run = Self.run(kernel, changed, room: 144)
                #expect(run.consumed == place / 4 * 4, "byte \(byte) at \(place)")
                #expect(run.bytes == Array(bytes.prefix(place / 4 * 3)))
            }
        }
    }

    @Test("both alphabets are symbols, at every place", arguments: available)
    func alphabets(_ kernel: Base64Kernel) {
        let pairs = [(UInt8(ascii: "-"), UInt8(ascii: "+")), (UInt8(ascii: "_"), UInt8(ascii: "/"))]
        for (other, standard) in pairs {
            for place in 0..<192 {
                var text = [UInt8](repeating: UInt8(ascii: "Q"), count: 192)
                text[place] = standard
                let expected = Self.run(.table, text, room: 144)
                text[place] = other
                let run = Self.run(kernel, text, room: 144)
                #expect(run.consumed == 192)
                #expect(run.bytes == expected.bytes)
            }
        }
    }

    @Test("vector instructions take all symbols of the standard alphabet themselves", arguments: available)
    func wholeAlphabet(_ kernel: Base64Kernel) {
        let bytes = (0..<48).map { PlainBase64.packed[$0] }
        let text = PlainBase64.encode(bytes + bytes)
        var output = [UInt8](repeating: 0, count: 200)
        let taken = text.withUnsafeBytes { text in
            output.withUnsafeMutableBytes { kernel.decodeBlocks(text, into: $0) }
        }
        #expect(taken == (kernel == .table ? 0 : 128))
    }

    private struct Run {
        var consumed: Int
        var bytes: [UInt8]
        var isContained: Bool
    }

    /// Decodes into a room with a guarded zone behind it; the text ends where its allocation ends.
    private static func run(_ kernel: Base64Kernel, _ text: [UInt8], room: Int) -> Run {
        var output = [UInt8](repeating: 0xEE, count: room + 64)
        let consumed = text.withUnsafeBytes { text in
            output.withUnsafeMutableBytes { output in
                kernel.decodeRun(text, into: UnsafeMutableRawBufferPointer(rebasing: output[..<room]))
            }
        }
        return Run(
            consumed: consumed, bytes: Array(output.prefix(consumed / 4 * 3)),
            isContained: output[room...].allSatisfy { $0 == 0xEE })
    }
}
