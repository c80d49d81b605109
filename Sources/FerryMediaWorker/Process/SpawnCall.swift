import CFerrySandbox
import FerryCore
import Glibc

/// Starts an executable with exactly the descriptors it is given, as its own process group, with default signals and
/// next to no environment.
struct SpawnCall {
    /// The executable.
    var path: String

    /// What the child sees of the environment: plain messages, no dump from the Swift runtime, and the caller's way to
    /// find shared libraries.
    static func environment() -> [String] {
        var variables = ["LANG=C", "SWIFT_BACKTRACE=enable=no"]
        if let libraries = getenv("LD_LIBRARY_PATH") {
            variables.append("LD_LIBRARY_PATH=" + String(cString: libraries))
        }
        return variables
    }

    /// Starts it and gives its process id.
    ///
    /// - Parameter descriptors: They become the child's 0, 1, 2, …; each must have a higher number than all of those.
    func run(placing descriptors: [Int32]) throws(FerryError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (place, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(place))
        }
        ferry_spawn_close_from(&actions, Int32(descriptors.count))
        Self.setSignals(of: &attributes)
        return try spawn(&actions, &attributes)
    }

    private static func setSignals(of attributes: inout posix_spawnattr_t) {
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
    }

    private func spawn(
        _ actions: inout posix_spawn_file_actions_t, _ attributes: inout posix_spawnattr_t
    ) throws(FerryError) -> pid_t {
        var arguments = CStringList([path])
        var variables = CStringList(Self.environment())
        var id: pid_t = 0
        let failure = posix_spawn(&id, path, &actions, &attributes, &arguments.pointers, &variables.pointers)
        guard failure == 0 else { throw WorkerLookup.cannotStart(path, number: failure) }
        return id
    }
}

/// Strings as C wants them: pointers with a null at the end, freed once.
private struct CStringList: ~Copyable {
    var pointers: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [String]) { pointers = strings.map { strdup($0) } + [nil] }

    deinit { for pointer in pointers { free(pointer) } }
}
