import Glibc

/// One open directory, closed once. Its names are read in the order the file system gives them.
struct DirectoryStream: ~Copyable {
    private let stream: OpaquePointer
    /// The directory's descriptor, for the life of this value.
    let descriptor: Int32

    /// Opens a directory beneath another; `errno` tells why not.
    ///
    /// - Parameters:
    ///   - parent: The descriptor of the directory that a relative path counts from.
    ///   - followsLinks: Whether the last part of the path may be a symbolic link.
    init?(_ path: String, beneath parent: Int32 = AT_FDCWD, followsLinks: Bool) {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followsLinks ? 0 : O_NOFOLLOW)
        let descriptor = openat(parent, path, flags)
        guard descriptor >= 0 else { return nil }
        guard let stream = fdopendir(descriptor) else {
            close(descriptor)
            return nil
        }
        self.stream = stream
        self.descriptor = descriptor
    }

    deinit { closedir(stream) }

    /// The next names but `.` and `..`, at most so many; none at the end. A name that is no UTF-8 is `nil`, with what can
    /// be shown of it.
    mutating func next(_ limit: Int) -> [(name: String?, shown: String)] {
        var names: [(name: String?, shown: String)] = []
        while names.count < limit, let entry = readdir(stream) {
            let found = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                let name = bytes.prefix { $0 != 0 }
                return (name: String(validating: name, as: UTF8.self), shown: String(decoding: name, as: UTF8.self))
            }
            if found.shown != ".", found.shown != ".." { names.append(found) }
        }
        return names
    }
}
