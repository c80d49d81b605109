import FerryCore
import Glibc

/// Runs a program and takes what it prints. Nothing of its words or output stands in an error.
struct CommandOutput {
    /// The program's path or name, and its arguments.
    var words: [String]
    /// The environment it sees.
    var variables: [String: String]
    /// How long it may take.
    var seconds: Double
    /// How much it may print.
    static let limit = 256 * 1024

    /// Runs it to its end. Blocks.
    ///
    /// - Throws: `destination.unauthorized` when it cannot be started, takes too long, prints too much or fails.
    func run() throws(FerryError) -> [UInt8] {
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
        do throws(FerryError) {
            let output = try read(ends[0])
            guard Self.wait(for: process) == 0 else { throw Self.failed("it ended with an error") }
            return output
        } catch {
            kill(process, SIGKILL)
            _ = Self.wait(for: process)
            throw error
        }
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
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
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

    private func read(_ end: Int32) throws(FerryError) -> [UInt8] {
        let due = ContinuousClock.now + .seconds(seconds)
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let left = ContinuousClock.now.duration(to: due) / .milliseconds(1)
            guard left > 0 else { throw Self.failed("it took longer than \(Int(seconds)) s") }
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

    /// Waits for its end; 0 when it ended well.
    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return -1 }
        }
        return status
    }

    private static func failed(_ reason: String) -> FerryError {
        FerryError(
            .destinationUnauthorized, "the profile's credential_process gave nothing: \(reason)",
            next: "run the profile's credential_process by hand")
    }
}
