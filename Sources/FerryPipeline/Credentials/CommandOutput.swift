import FerryCore
import Glibc

/// Runs a program and takes what it prints. Nothing of its words or output stands in an error.
struct CommandOutput {
    /// The program's path or name, and its arguments.
    var words: [String]
    /// The environment it sees.
    var variables: [String: String]
    /// How long it may take, to its end; then it is killed with whatever it started.
    var seconds: Double
    /// How much it may print.
    static let limit = 256 * 1024

    /// Runs it to its end. Blocks.
    ///
    /// - Throws: `destination.unauthorized` when it cannot be started, takes too long, prints too much or fails.
    func run() throws(FerryError) -> [UInt8] {
        let due = ContinuousClock.now + .seconds(seconds)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.failed("no pipe could be made") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let process: pid_t
        do throws(FerryError) { process = try start(output: ends[1]) } catch {
            ends.forEach { close($0) }
            throw error
        }
        close(ends[1])
        defer { close(ends[0]) }
        let (output, status): ([UInt8], Int32)
        do throws(FerryError) {
            output = try read(ends[0], until: due)
            status = try wait(for: process, until: due)
        } catch {
            // It leads a group of its own: those it started end with it.
            kill(-process, SIGKILL)
            _ = waitpid(process, nil, 0)
            throw error
        }
        guard status == 0 else { throw Self.failed("it ended with an error") }
        return output
    }

    private func start(output: Int32) throws(FerryError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        return try spawn(&actions, &attributes)
    }

    private func spawn(
        _ actions: inout posix_spawn_file_actions_t, _ attributes: inout posix_spawnattr_t
    ) throws(FerryError) -> pid_t {
        var arguments = words.map { strdup($0) } + [nil]
        var environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + environment).forEach { free($0) } }
        var process: pid_t = 0
        let failure = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &environment)
        guard failure == 0 else { throw Self.failed(String(cString: strerror(failure))) }
        return process
    }

    private func read(_ end: Int32, until due: ContinuousClock.Instant) throws(FerryError) -> [UInt8] {
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let left = ContinuousClock.now.duration(to: due) / .milliseconds(1)
            guard left > 0 else { throw late }
            var waiting = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, Int32(min(left + 1, 3_600_000)))
            guard ready > 0 else { continue }
            let count = Glibc.read(end, &buffer, buffer.count)
            if count == 0 { return output }
            guard count > 0 else { continue }
            output += buffer[..<count]
            guard output.count <= Self.limit else { throw Self.failed("it printed too much") }
        }
    }

    /// How often a program that has closed its output is looked at until it ends, in milliseconds.
    private static let pause: Int32 = 5

    /// Waits for its end, which may come long after that of its output; 0 when it ended well.
    private func wait(for process: pid_t, until due: ContinuousClock.Instant) throws(FerryError) -> Int32 {
        var status: Int32 = 0
        while true {
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process { return status }
            if ended < 0, errno != EINTR { return -1 }
            guard ContinuousClock.now < due else { throw late }
            _ = poll(nil, 0, Self.pause)
        }
    }

    private var late: FerryError { Self.failed("it took longer than \(Int(seconds)) s") }

    private static func failed(_ reason: String) -> FerryError {
        FerryError(
            .destinationUnauthorized, "the profile's credential_process gave nothing: \(reason)",
            next: "run the profile's credential_process by hand")
    }
}
