import Foundation

/// A way in which a file becomes another while it is sent.
enum SourceChange: String, CaseIterable, Sendable {
    case appended, truncated, flipped
    /// A byte changes and the modification time is set back.
    case flippedWithOldTime
    case replaced, removed

    /// Makes the change; the file keeps its name but for ``removed``.
    func make(_ path: String) throws {
        let url = URL(filePath: path)
        let time = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
        switch self {
        case .appended: try write(path) { file in _ = try file.seekToEnd() }
        case .truncated:
            let size = try Data(contentsOf: url).count
            let file = try FileHandle(forWritingTo: url)
            try file.truncate(atOffset: UInt64(size / 2))
            try file.close()
        case .flipped, .flippedWithOldTime: try write(path) { try $0.seek(toOffset: 3) }
        case .replaced:
            var bytes = try Data(contentsOf: url)
            bytes[bytes.count - 1] ^= 0xFF
            try bytes.write(to: url, options: .atomic)
        case .removed: try FileManager.default.removeItem(at: url)
        }
        if self == .flippedWithOldTime, let time {
            try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        }
    }

    private func write(_ path: String, _ place: (FileHandle) throws -> Void) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try place(file)
        try file.write(contentsOf: Data([0xA5, 0x5A]))
        try file.close()
    }
}
