package import FerryCore
import Glibc

extension StateDirectory {
    /// Where renditions stand until they take the places of their recordings.
    package var replacements: String { "\(path)/replacements" }
    /// Where objects of storages stand until they are delivered.
    package var fetched: String { "\(path)/fetched" }

    /// The destination's URL of ``replacements``; both folders of batches are made where they are missing.
    ///
    /// - Throws: `store.unavailable` when they cannot be made.
    package func replacementsFolder() throws(FerryError) -> String {
        try makeBatchFolders()
        let full = realpath(replacements, nil).map { found in
            defer { free(found) }
            return String(cString: found)
        }
        guard let full, let location = FileLocation(path: full) else {
            throw FerryError(.storeUnavailable, "the folder \(replacements) cannot be used")
        }
        return location.text
    }

    /// Makes the folders of batches.
    package func makeBatchFolders() throws(FerryError) {
        for folder in [replacements, fetched] {
            do throws(FileFailure) { try Self.make(folder, mode: 0o700) } catch {
                throw FerryError(.storeUnavailable, "the state directory's \(folder) cannot be made: \(error.text)")
            }
        }
    }

    /// Forgets what batches left that nobody went on with for 30 days.
    package func sweepBatchFolders(now: Timestamp) {
        for folder in [replacements, fetched] {
            for name in FolderNames.list(folder, limit: 10_000) {
                guard let file = FileStatus.of(path: "\(folder)/\(name)") else { continue }
                let age = now.secondsSinceEpoch - Double(file.identity.modifiedNanoseconds) / 1e9
                if file.kind == .regular, age > 30 * 86_400 { _ = unlink("\(folder)/\(name)") }
            }
        }
    }
}

extension PipelineParts {
    /// What tells the destination, the preset and the settings of a pipeline from others.
    package var settingsKey: String { JobKey(self, sha256: "", preset: preset, repetition: 0).text }
}
