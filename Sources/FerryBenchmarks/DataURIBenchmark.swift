import FerryCore
import Foundation
import Synchronization

/// How many bytes of base64 text a second are decoded, beside a plain copy, Foundation and coreutils, on the same text.
struct DataURIBenchmark: ~Copyable {
    private static let step = 64 * 1024
    private static let rounds = 5
    private let kept = Mutex<UInt8>(0)
    private let bytes: [UInt8]
    private let text: [UInt8]
    /// The text in steps, as Foundation wants it.
    private let pieces: [Data]
    private let head = Array("data:video/webm;codecs=vp8,opus;base64,".utf8)

    /// Makes a text of 128 MiB from numbers that are the same in every run.
    init() {
        var state: UInt64 = 1
        var bytes = [UInt8](repeating: 0, count: 96 << 20)
        for index in bytes.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes[index] = UInt8(truncatingIfNeeded: state >> 56)
        }
        self.bytes = bytes
        let text = [UInt8](Data(bytes).base64EncodedData())
        self.text = text
        pieces = stride(from: 0, to: text.count, by: Self.step).map { Data(text[$0..<min($0 + Self.step, text.count)]) }
    }

    /// Measures all and prints a line for each and one JSON line.
    func run() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "ferry-bench-\(UUID().uuidString).b64")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text).write(to: file)

        var results = [try measure("memcpy") { copy() }]
        for kernel in Base64Kernel.allCases where kernel.isAvailable {
            try check(kernel)
            results.append(try measure("decoder \(kernel.rawValue)") { try decode(kernel) { _ in } })
        }
        results.append(try measure("Foundation") { foundation() })
        results.append(try measure("base64 -d") { try coreutils(file) })
        print(
            "base64 text, \(text.count >> 20) MiB, steps of \(Self.step >> 10) KiB, \(Self.rounds) rounds, GB/s of text"
        )
        for result in results {
            let name = result.name.padding(toLength: 16, withPad: " ", startingAt: 0)
            print("\(name) best \(Self.decimal(result.best))  median \(Self.decimal(result.median))")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        print(
            String(
                decoding: try encoder.encode(Report(best: Base64Kernel.best.rawValue, results: results)), as: UTF8.self)
        )
    }

    private struct Report: Encodable {
        var schema = "mediaferry.bench.datauri/1"
        var best: String
        var results: [Result]
    }

    private struct Result: Encodable {
        var name: String
        var best: Double
        var median: Double
    }

    private func measure(_ name: String, _ work: () throws -> Void) throws -> Result {
        var rates: [Double] = []
        for _ in 0..<Self.rounds {
            let time = try ContinuousClock().measure(work)
            rates.append(Double(text.count) / (time / .seconds(1)) / 1e9)
        }
        rates.sort()
        return Result(name: name, best: rates[rates.count - 1], median: rates[rates.count / 2])
    }

    private func copy() {
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.step, alignment: 64)
        defer { output.deallocate() }
        text.withUnsafeBytes { text in
            for start in stride(from: 0, to: text.count, by: Self.step) {
                let piece = UnsafeRawBufferPointer(rebasing: text[start..<min(start + Self.step, text.count)])
                output.copyMemory(from: piece)
                keep(output)
            }
        }
    }

    private func decode(_ kernel: Base64Kernel, _ sink: (UnsafeRawBufferPointer) -> Void) throws {
        var decoder = DataURIDecoder(options: .init(), kernel: kernel)
        let capacity = decoder.outputCapacity(forInput: Self.step)
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 64)
        defer { output.deallocate() }
        _ = try head.withUnsafeBytes { try decoder.decode($0, into: output) }
        try text.withUnsafeBytes { text in
            for start in stride(from: 0, to: text.count, by: Self.step) {
                let piece = UnsafeRawBufferPointer(rebasing: text[start..<min(start + Self.step, text.count)])
                let count = try decoder.decode(piece, into: output)
                sink(UnsafeRawBufferPointer(rebasing: output[..<count]))
            }
        }
        sink(UnsafeRawBufferPointer(rebasing: output[..<(try decoder.finish(into: output))]))
    }

    /// The decoded bytes are the bytes.
    private func check(_ kernel: Base64Kernel) throws {
        var offset = 0
        var isEqual = true
        try decode(kernel) { piece in
            isEqual = isEqual && piece.elementsEqual(bytes[offset..<min(offset + piece.count, bytes.count)])
            offset += piece.count
        }
        guard isEqual, offset == bytes.count else { throw Failure(message: "\(kernel) gave other bytes") }
    }

    private func foundation() {
        for piece in pieces {
            if let decoded = Data(base64Encoded: piece) { keep(decoded) }
        }
    }

    private func coreutils(_ file: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["base64", "-d", file.path()]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(message: "base64 -d failed") }
    }

    private struct Failure: Error {
        var message: String
    }

    /// Uses a result, so that the work for it is not optimised away.
    @inline(never)
    private func keep(_ bytes: some Collection<UInt8>) {
        kept.withLock { $0 ^= bytes.first ?? 0 }
    }

    private static func decimal(_ value: Double) -> String { String(format: "%6.2f", value) }
}
