import Synchronization

/// The spool files of this process whose rows are not in the store yet. No sweep takes them for those of the dead.
enum IntakesUnderWay {
    private static let paths = Mutex<[String: Int]>([:])

    /// Whether the file belongs to an intake that is under way.
    static func contains(_ path: String) -> Bool { paths.withLock { $0[path] != nil } }

    /// Keeps a file in the list for as long as it lives.
    final class Entry: Sendable {
        private let path: String

        init(path: String) {
            self.path = path
            paths.withLock { $0[path, default: 0] += 1 }
        }

        deinit {
            paths.withLock { paths in
                let count = paths[path, default: 1] - 1
                paths[path] = count == 0 ? nil : count
            }
        }
    }
}
