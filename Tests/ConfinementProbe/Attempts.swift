import Glibc

/// What is tried.
enum Attempts {
    static var files: [Attempt] {
        [
            Attempt("read a file") { open("/etc/passwd", O_RDONLY) >= 0 },
            Attempt("list a folder") { opendir("/") != nil },
            Attempt("write a file") { open("/tmp/mediaferry-confinement-probe", O_WRONLY | O_CREAT, 0o600) >= 0 },
            Attempt("make a folder") { mkdir("/tmp/mediaferry-confinement-probe", 0o700) == 0 },
            Attempt("remove a folder") { rmdir("/etc") == 0 },
        ]
    }

    static var network: [Attempt] {
        [
            Attempt("connect") {
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = in_port_t(9).bigEndian
                address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
                let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
                guard descriptor >= 0 else { return false }
                let size = socklen_t(MemoryLayout<sockaddr_in>.size)
                return withUnsafePointer(to: &address) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) == 0 }
                }
            }
        ]
    }

    static var processes: [Attempt] {
        [
            Attempt("look at a file") {
                var status = stat()
                return stat("/etc/passwd", &status) == 0
            },
            Attempt("open a socket") { socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) >= 0 },
            Attempt("send over another descriptor") { send(1, "x", 1, 0) == 1 },
            Attempt("become another program") {
                var arguments: [UnsafeMutablePointer<CChar>?] = [nil]
                return execv("/bin/true", &arguments) == 0
            },
            Attempt("start a program") {
                var id = pid_t()
                var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
                errno = posix_spawn(&id, "/bin/true", nil, nil, &arguments, environ)
                return errno == 0
            },
            Attempt("signal its parent") { kill(getppid(), 0) == 0 },
            Attempt("make memory that runs") {
                mmap(nil, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
            },
            Attempt("share memory") { shmget(IPC_PRIVATE, 4096, Int32(IPC_CREAT) | 0o600) >= 0 },
            Attempt("raise a limit") {
                var limit = rlimit(rlim_cur: 1 << 40, rlim_max: 1 << 40)
                return setrlimit(__rlimit_resource_t(1), &limit) == 0
            },
            Attempt("choose another root") { chroot("/") == 0 },
            Attempt("become another user") { setuid(65_534) == 0 },
            Attempt("read a file in another thread") { InThread.run { open("/etc/passwd", O_RDONLY) >= 0 } },
            Attempt("write more than allowed") { pwrite(1, "x", 1, 2 << 20) == 1 },
        ]
    }

    static var needed: [Attempt] {
        [
            Attempt("read what is open") {
                var byte: UInt8 = 0
                return pread(0, &byte, 1, 0) == 1
            },
            Attempt("write what is open") { write(1, "", 0) == 0 },
            Attempt("send over the channel") { send(3, "x", 1, Int32(MSG_NOSIGNAL)) == 1 },
            Attempt("start a thread") { InThread.run { true } },
            Attempt("take memory") {
                guard let memory = malloc(64 << 20) else { return false }
                memset(memory, 1, 64 << 20)
                free(memory)
                return true
            },
            Attempt("read the clock") {
                var time = timespec()
                return clock_gettime(CLOCK_MONOTONIC, &time) == 0
            },
        ]
    }
}

/// One call on a thread of its own.
enum InThread {
    private final class Call {
        let body: () -> Bool
        var isGood = false
        var fault: Int32 = 0
        init(_ body: @escaping () -> Bool) { self.body = body }
    }

    /// - Returns: What the call says; its error number is left in `errno`.
    static func run(_ body: @escaping () -> Bool) -> Bool {
        let call = Call(body)
        var thread = pthread_t()
        let fault = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let call = Unmanaged<Call>.fromOpaque(context).takeUnretainedValue()
                errno = 0
                call.isGood = call.body()
                call.fault = errno
                return nil
            }, Unmanaged.passUnretained(call).toOpaque())
        guard fault == 0 else {
            errno = fault
            return false
        }
        pthread_join(thread, nil)
        errno = call.fault
        return call.isGood
    }
}
