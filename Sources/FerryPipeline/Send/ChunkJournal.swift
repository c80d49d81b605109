import FerryCore
import FoundationEssentials
import Glibc

/// The append-only journal of one job's chunks: one JSON line for each entry, written whole or, after a crash, cut
/// short in its last line, which is then ignored.
final class ChunkJournal: Sendable {
    private let directory: StateDirectory
    private let job: JobID
    private let file: SharedFile

    /// Opens or begins a job's journal.
    init(directory: StateDirectory, job: JobID) throws(FerryError) {
        self.directory = directory
        self.job = job
        do throws(FileFailure) {
            file = SharedFile(try OwnedFile.open(directory.journal(job), O_RDWR | O_CREAT | O_APPEND))
        } catch {
            throw Spool.error(error)
        }
        if !Self.endsWithLine(file.file) { try write(Array("\n".utf8)) }
    }

    /// Adds one line; it survives the end of the process when this returns.
    func append(_ entry: JournalEntry) throws(FerryError) {
        guard var line = try? JSONEncoder().encode(entry) else {
            throw FerryError(.storeUnavailable, "a journal entry cannot be written")
        }
        line.append(UInt8(ascii: "\n"))
        try write(Array(line))
    }

    private func write(_ line: [UInt8]) throws(FerryError) {
        let result: Result<Void, FileFailure> = line.withUnsafeBytes { bytes in
            Result { () throws(FileFailure) in try file.file.write(bytes) }
        }
        if case .failure(let failure) = result { throw Spool.error(failure) }
    }

    /// Whether nothing was cut short at the end; an empty journal is whole.
    private static func endsWithLine(_ file: borrowing OwnedFile) -> Bool {
        guard let size = try? file.status().identity.size, size > 0 else { return true }
        var last: UInt8 = 0
        let count = withUnsafeMutableBytes(of: &last) { try? file.read(into: $0, at: size - 1) }
        return count == 1 && last == UInt8(ascii: "\n")
    }

    /// Reads a job's journal; empty when there is none.
    static func entries(of job: JobID, in directory: StateDirectory) -> [JournalEntry] {
        guard let data = try? Data(contentsOf: URL(filePath: directory.journal(job))) else { return [] }
        let decoder = JSONDecoder()
        return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            try? decoder.decode(JournalEntry.self, from: line)
        }
    }

    /// Forgets a job's journal.
    static func remove(_ job: JobID, in directory: StateDirectory) { _ = unlink(directory.journal(job)) }
}
