public import FerryCore
import FoundationEssentials

/// Receipts as files: `DIRECTORY/JOBID.json`, written to a temporary name and then renamed.
public enum ReceiptFile {
    /// The path of a job's receipt.
    public static func path(of job: JobID, in directory: String) -> String { "\(directory)/\(job.rawValue).json" }

    /// The JSON document, with a line end.
    static func encode(_ receipt: Receipt) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(receipt) + Data("\n".utf8)
    }

    /// Reads a receipt.
    ///
    /// - Throws: `source.notFound` or `source.unreadable` when the file is none.
    public static func read(_ path: String) throws(FerryError) -> Receipt {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw FerryError(.sourceNotFound, "there is no such receipt", input: path)
        }
        do {
            return try JSONDecoder().decode(Receipt.self, from: data)
        } catch {
            throw FerryError(
                .sourceUnreadable, "it is not a receipt", input: path,
                next: "name a JOBID.json that --receipts wrote")
        }
    }

    /// Makes the directory where it is missing.
    ///
    /// - Throws: `store.unavailable` when receipts cannot be written there.
    static func makeDirectory(_ path: String, for contents: String = "receipts") throws(FerryError) {
        do {
            try StateDirectory.make(path, mode: 0o755)
        } catch {
            throw FerryError(
                .storeUnavailable, "\(contents) cannot be written to \(path): \(error.text)",
                next: "check the directory named by --\(contents)")
        }
    }

    static func write(_ receipt: Receipt, to directory: String) throws(FerryError) {
        guard let data = try? encode(receipt) else {
            throw FerryError(.storeUnavailable, "the receipt cannot be encoded")
        }
        do throws(FileFailure) {
            try AtomicFile.write(data, to: path(of: receipt.jobId, in: directory), in: directory)
        } catch {
            throw FerryError(
                .storeUnavailable, "the receipt cannot be written to \(directory): \(error.text)",
                next: "check the directory named by --receipts")
        }
    }
}
