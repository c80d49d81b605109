import ArgumentParser
import Glibc

/// Folders that flags name.
enum Folder {
    /// Makes a folder where there is none.
    static func made(_ path: String, flag: String) throws -> String {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw ValidationError("\(flag) \(path) cannot be made: \(String(cString: strerror(errno)))")
        }
        return path
    }
}
