import CFerrySandbox
import FerryCore
import Glibc

/// One descriptor of ours, closed exactly once.
struct OwnedDescriptor: ~Copyable {
    /// The number, for calls that borrow it.
    let number: Int32

    /// Takes over an open descriptor.
    init(owning number: Int32) { self.number = number }

    deinit { close(number) }

    /// A second descriptor for the same open file, closed on exec and with a number above those a child is given, so
    /// that placing one in the child never overwrites another.
    static func duplicate(of number: Int32) throws(FerryError) -> OwnedDescriptor {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 64)
        guard copy >= 0 else { throw SystemFault("fcntl(F_DUPFD_CLOEXEC)").error }
        return OwnedDescriptor(owning: copy)
    }

    /// A descriptor that can only read what this one reads, with a position of its own.
    ///
    /// The child must not be able to write to a source, even when the caller's descriptor can. Where `/proc` does not
    /// open the file again, a descriptor that is read-only anyway is duplicated.
    static func readOnly(of number: Int32) throws(FerryError) -> OwnedDescriptor {
        let again = open("/proc/self/fd/\(number)", O_RDONLY | O_CLOEXEC)
        if again >= 0 {
            let opened = OwnedDescriptor(owning: again)
            return try duplicate(of: opened.number)
        }
        let flags = fcntl(number, F_GETFL)
        guard flags >= 0, flags & O_ACCMODE == O_RDONLY else { throw SystemFault("open").error }
        return try duplicate(of: number)
    }

    /// A descriptor that takes and forgets everything.
    static func null() throws(FerryError) -> OwnedDescriptor {
        let opened = open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard opened >= 0 else { throw SystemFault("open(/dev/null)").error }
        let owned = OwnedDescriptor(owning: opened)
        return try duplicate(of: owned.number)
    }

    /// Makes reads and writes return at once instead of waiting.
    func makeNonBlocking() throws(FerryError) {
        let flags = fcntl(number, F_GETFL)
        guard flags >= 0, fcntl(number, F_SETFL, flags | O_NONBLOCK) >= 0 else {
            throw SystemFault("fcntl(F_SETFL)").error
        }
    }
}

/// Two joined descriptors.
struct DescriptorPair: ~Copyable {
    /// The end that stays here, non-blocking.
    var ours: OwnedDescriptor
    /// The end for the child.
    var theirs: OwnedDescriptor

    /// A two-way channel of bytes.
    static func channel() throws(FerryError) -> DescriptorPair {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SystemFault("socketpair").error
        }
        return try pair(ours: ends[0], theirs: ends[1])
    }

    /// A pipe that we read from.
    static func pipeToUs() throws(FerryError) -> DescriptorPair {
        var ends: [Int32] = [-1, -1]
        guard ferry_open_pipe(&ends) == 0 else { throw SystemFault("pipe2").error }
        return try pair(ours: ends[0], theirs: ends[1])
    }

    private static func pair(ours: Int32, theirs: Int32) throws(FerryError) -> DescriptorPair {
        let ours = OwnedDescriptor(owning: ours)
        let theirs = OwnedDescriptor(owning: theirs)
        try ours.makeNonBlocking()
        return DescriptorPair(ours: ours, theirs: try .duplicate(of: theirs.number))
    }
}
