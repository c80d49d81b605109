import FerryCore
import FerrySQLite
import FerrySessions
import Foundation

/// How long each query of the service takes while its store grows, and what the end of a session costs.
struct SessionsBenchmark {
    /// Jobs in the store at each measurement.
    private let sizes: [Int]
    private let folder: String

    /// - Parameter arguments: The largest number of jobs; a million unless it is given.
    init(_ arguments: ArraySlice<String>) {
        let largest = arguments.first.flatMap { Int($0) } ?? 1_000_000
        sizes = [1000, 10_000, 100_000, 1_000_000].filter { $0 <= largest }
        folder = FileManager.default.temporaryDirectory.path + "/ferry-sessions-\(UUID().uuidString)"
    }

    /// Measures all and prints a table.
    func run() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let stores = try await SQLiteStores.open(inDirectory: folder)
        let load = SessionLoad(stores: stores)
        print("sessions: milliseconds, median / 99th percentile, while the store grows; every write is synced")
        var columns: [[Measurement]] = []
        for size in sizes {
            let seconds = try await load.grow(to: size)
            let bytes = try FileManager.default.attributesOfItem(atPath: folder + "/ferry.sqlite")[.size] as? Int ?? 0
            print("  \(size) jobs: filled in \(Int(seconds)) s, \(bytes >> 20) MiB")
            columns.append(try await SessionQueries(stores: stores, load: load).measure())
        }
        show(columns)
        try await showCompletion(stores, load)
        try showDisk()
    }

    private func show(_ columns: [[Measurement]]) {
        print("  " + "query".padded(44) + sizes.map { "\($0) jobs".padded(18) }.joined() + "largest / smallest")
        guard let first = columns.first, let last = columns.last else { return }
        for (row, query) in first.enumerated() {
            let cells = columns.map { "\($0[row].median.short) / \($0[row].p99.short)".padded(18) }.joined()
            let ratio = last[row].median / max(query.median, 1e-3)
            print("  " + query.name.padded(44) + cells + ratio.short)
        }
    }

    private func showCompletion(_ stores: SQLiteStores, _ load: SessionLoad) async throws {
        var times = Measurement(name: "complete")
        var commits: Set<Int64> = []
        for number in 0..<60 {
            let id = try await load.wholeSession(number, answers: 100)
            let before = stores.meter.counts.commits
            try await times.time {
                _ = try await stores.sessions.change(id) { (change: inout SessionChange) throws(FerryError) in
                    try change.move(.complete)
                }
            }
            commits.insert(stores.meter.counts.commits - before)
        }
        print(
            "  complete of a session with 100 delivered answers: \(times.median.short) / \(times.p99.short) ms, "
                + "commits \(commits.sorted()) (aim: one commit, median at most 10 ms)")
    }

    /// What the machine itself needs for a small synced write, in the same folder.
    private func showDisk() throws {
        let file = open(folder + "/beside", O_RDWR | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        let bytes = [UInt8](repeating: 7, count: 16_384)
        var times = Measurement(name: "disk")
        for _ in 0..<400 {
            times.timeAtOnce {
                _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
                fdatasync(file)
            }
        }
        print("  the disk alone, 16 KiB written and synced: \(times.median.short) / \(times.p99.short) ms")
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}

extension Double {
    fileprivate var short: String { String(format: self < 10 ? "%.2f" : "%.1f", self) }
}
