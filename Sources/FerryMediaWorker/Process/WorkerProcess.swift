import CFerrySandbox
import FerryCore
import Glibc

/// One running media worker: the process and our ends of its channels. Whoever holds it has to reap it.
struct WorkerProcess: ~Copyable {
    /// The process, which is also its own process group.
    let id: pid_t
    /// Frames in both directions, non-blocking.
    let frames: OwnedDescriptor
    /// Its diagnostics, non-blocking.
    let diagnostics: OwnedDescriptor
    /// Becomes readable when it ends; -1 where the kernel has no such descriptor.
    private let exitDescriptor: OwnedDescriptor

    /// Starts a worker. Call it from a thread that outlives the worker: it dies with the thread.
    ///
    /// - Parameters:
    ///   - path: The executable.
    ///   - media: Becomes its descriptor 0, read-only.
    ///   - output: Becomes its descriptor 1; nothing can be written there when `nil`.
    ///   - log: Becomes its descriptor 4; nothing can be written there when `nil`.
    static func start(path: String, media: Int32, output: Int32?, log: Int32?) throws(FerryError) -> WorkerProcess {
        let input = try OwnedDescriptor.readOnly(of: media)
        let rendition: OwnedDescriptor = if let output { try .duplicate(of: output) } else { try .null() }
        let packets: OwnedDescriptor = if let log { try .duplicate(of: log) } else { try .null() }
        let diagnostics = try DescriptorPair.pipeToUs()
        let frames = try DescriptorPair.channel()
        let id = try SpawnCall(path: path).run(placing: [
            input.number, rendition.number, diagnostics.theirs.number, frames.theirs.number, packets.number,
        ])
        return WorkerProcess(id: id, frames: frames.ours, diagnostics: diagnostics.ours)
    }

    private init(id: pid_t, frames: consuming OwnedDescriptor, diagnostics: consuming OwnedDescriptor) {
        self.id = id
        self.frames = frames
        self.diagnostics = diagnostics
        exitDescriptor = OwnedDescriptor(owning: ferry_open_process(id))
    }

    /// The descriptor to wait on for its end, where there is one.
    var exitNumber: Int32? { exitDescriptor.number >= 0 ? exitDescriptor.number : nil }

    /// Sends a signal to the worker and to whatever it may have started.
    func signal(_ number: Int32) { _ = kill(-id, number) }

    /// Reaps the worker if it has ended, and ends whatever it may have started; `nil` while it runs.
    ///
    /// The group is signalled before the reaping: until then its number belongs to nobody else.
    func reapIfEnded() -> WorkerExit? {
        var information = siginfo_t()
        guard waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT) == 0 else {
            // Someone else reaped it: nothing is known but that it is gone.
            return errno == ECHILD ? .exited(-1) : nil
        }
        guard information.si_signo == SIGCHLD else { return nil }
        signal(SIGKILL)
        var status: Int32 = 0
        var reaped: pid_t
        repeat { reaped = waitpid(id, &status, 0) } while reaped < 0 && errno == EINTR
        return WorkerExit(waitStatus: status)
    }
}
