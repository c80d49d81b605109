import FerryCore
import Glibc

/// What a path or an open file is, as far as a walk wants to know.
struct FilePlace: Equatable {
    /// Which file it is, whatever it is called.
    struct Node: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    var node: Node
    var isFolder: Bool
    var isRegular: Bool
    var isLink: Bool
    var bytes: Int64
    /// When it was last modified, in nanoseconds since the epoch.
    var modifiedNanoseconds: Int64
    /// How many names it has.
    var links: UInt64

    init(_ raw: stat) {
        node = Node(device: UInt64(raw.st_dev), inode: UInt64(raw.st_ino))
        let kind = raw.st_mode & S_IFMT
        (isFolder, isRegular, isLink) = (kind == S_IFDIR, kind == S_IFREG, kind == S_IFLNK)
        bytes = Int64(raw.st_size)
        modifiedNanoseconds = Int64(raw.st_mtim.tv_sec) * 1_000_000_000 + Int64(raw.st_mtim.tv_nsec)
        links = UInt64(raw.st_nlink)
    }

    /// What a name beneath a directory stands for; `nil` when it cannot be seen, `errno` tells why.
    static func of(_ name: String, beneath parent: Int32 = AT_FDCWD, followsLinks: Bool) -> FilePlace? {
        var raw = stat()
        let isFound = fstatat(parent, name, &raw, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW) == 0
        return isFound ? FilePlace(raw) : nil
    }

    /// What an open file is.
    static func of(descriptor: Int32) -> FilePlace? {
        var raw = stat()
        return fstat(descriptor, &raw) == 0 ? FilePlace(raw) : nil
    }

    /// The absolute path that a path stands for, links followed; `nil` when there is nothing.
    static func resolved(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(validatingCString: found)
    }

    /// The path from the root, links as they are.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return "\(String(cString: folder))/\(path)"
    }

    /// When it was last modified.
    var modified: Timestamp { Timestamp(microseconds: modifiedNanoseconds / 1000) }

    /// The entry of a catalog for this file.
    func entry(name: String, path: String) -> CatalogEntry {
        CatalogEntry(
            name: name, place: .file(path), bytes: bytes, version: String(modifiedNanoseconds), modified: modified)
    }
}
