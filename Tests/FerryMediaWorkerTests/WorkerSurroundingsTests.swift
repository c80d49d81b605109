import FerryCore
import FoundationEssentials
import Glibc
import Testing

@testable import FerryMediaWorker

@Suite struct WorkerSurroundingsTests {
    private func notes(of script: String, flags: Int32 = O_RDONLY) async throws -> ScriptedWorker {
        let worker = try ScriptedWorker(script + "; say 0", events: [.probed(MediaWorkerClientTests.probe)])
        _ = try await TestFile(reading: worker.folder + "/event0", flags: flags).lend {
            try await worker.client().probe($0, limits: MediaWorkerClientTests.patient)
        }
        return worker
    }

    @Test("the worker has its five descriptors and no other")
    func descriptors() async throws {
        // A number that nobody else in this process has: a fixed one might be somebody's file.
        let leaked = fcntl(STDERR_FILENO, F_DUPFD, 77)
        defer { close(leaked) }
        // `ls` itself opens the folder it lists as 5.
        let worker = try await notes(of: "ls /proc/self/fd > \"$DIR/fds\"")
        defer { worker.remove() }
        #expect(try Set(worker.note("fds").split(separator: "\n")).subtracting(["5"]) == ["0", "1", "2", "3", "4"])
    }

    @Test("the worker's environment holds nothing of ours")
    func environment() async throws {
        setenv("FERRY_TEST_SECRET", "hidden", 1)
        let worker = try await notes(of: "cat /proc/self/environ | tr '\\0' '\\n' > \"$DIR/env\"")
        defer { worker.remove() }
        let names = try worker.note("env").split(separator: "\n").compactMap { $0.split(separator: "=").first }
        #expect(Set(names).subtracting(["PWD", "OLDPWD", "_", "LD_LIBRARY_PATH"]) == ["LANG", "SWIFT_BACKTRACE"])
    }

    @Test("the worker leads a process group of its own, with default signals")
    func signals() async throws {
        let worker = try await notes(
            of:
                "echo \"$$ $(cut -d' ' -f5 /proc/$$/stat)\" > \"$DIR/group\"; grep -E 'Sig(Blk|Ign)' /proc/self/status > \"$DIR/signals\""
        )
        defer { worker.remove() }
        let group = try worker.note("group").split(separator: " ")
        #expect(group.first == group.last)
        for line in try worker.note("signals").split(separator: "\n") {
            // The C library keeps 32 and 33 for itself.
            #expect(line.hasSuffix("0000000000000000") || line.hasSuffix("0000000180000000"), "\(line)")
        }
    }

    @Test("the worker cannot write to the source, even when the caller could")
    func readOnlySource() async throws {
        let worker = try await notes(
            of: "if printf x >&0; then echo wrote; else echo refused; fi > \"$DIR/source\" 2>&1", flags: O_RDWR)
        defer { worker.remove() }
        #expect(try worker.note("source").hasSuffix("refused"))
    }

    @Test("what the worker started goes with it")
    func group() async throws {
        let worker = try ScriptedWorker(
            "sh -c 'echo $$ > \"$0/pid\"; exec sleep 1000' \"$DIR\" & while ! [ -s \"$DIR/pid\" ]; do :; done; say 0; exit 0",
            events: [.probed(MediaWorkerClientTests.probe)])
        defer { worker.remove() }
        _ = try await TestFile().lend {
            try await worker.client().probe($0, limits: MediaWorkerClientTests.patient)
        }
        let pid = try #require(Int32(worker.note("pid")))
        #expect(await ProcessFacts.ends(pid))
    }

    @Test("after any end no descriptor and no child is left")
    func leaks() async {
        await #expect(processExitsWith: .success) {
            let scripts = [
                "say 0", "kill -SEGV $$", "sleep 1000", "echo garbage >&3; sleep 1000", "exec 3>&-; exit 1",
                "head -c 1000000 /dev/zero >&2; exit 1",
            ]
            func run() async throws {
                for script in scripts {
                    let worker = try ScriptedWorker(script, events: [.probed(MediaWorkerClientTests.probe)])
                    _ = try? await TestFile().lend {
                        try await worker.client(graceSeconds: 0.05).probe($0, limits: MediaLimits(stallSeconds: 0.1))
                    }
                    worker.remove()
                }
            }
            try await run()
            let before = ProcessFacts.openDescriptors()
            for _ in 0..<5 { try await run() }
            let isSettled = await ProcessFacts.settles { ProcessFacts.openDescriptors() == before }
            precondition(isSettled, "a descriptor is left")
            precondition(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD, "a child is left")
        }
    }
}
