import Glibc
import MediaFerry

/// Directories that a bench makes for itself.
enum BenchFolder {
    /// Makes directories, mode 0700.
    static func make(_ paths: [String]) throws(FerryError) {
        for path in paths where mkdir(path, 0o700) != 0 {
            throw FerryError(
                .storeUnavailable, "a directory cannot be made: \(String(cString: strerror(errno)))", input: path)
        }
    }
}
