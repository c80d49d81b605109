import FerryCore
import Glibc
import Synchronization
import Testing

@testable import FerryMediaWorker

@Suite struct MediaWorkerClientTests {
    static let probe = MediaProbe(container: "webm", durationSeconds: 1, tracks: [], bytes: 5)
    static let step = MediaWorkerEvent.progress(MediaProgress(secondsDone: 1, bytesRead: 2))
    static let fast = MediaLimits(stallSeconds: 0.3)
    static let patient = MediaLimits(stallSeconds: 60)

    @Test("a worker's progress and answer reach the caller")
    func answers() async throws {
        let result = MediaCheckResult(container: "mp4", isIndexInFront: true, isSeekable: true, tracks: [])
        let script = try ScriptedWorker("say 0; say 1", events: [Self.step, .checked(result)])
        defer { script.remove() }
        let steps = Mutex<[MediaProgress]>([])
        let found = try await TestFile().lend { media in
            try await script.client().check(media, limits: Self.patient) { made in
                steps.withLock { $0.append(made) }
            }
        }
        #expect(found == result)
        #expect(steps.withLock { $0 } == [MediaProgress(secondsDone: 1, bytesRead: 2)])
    }

    @Test("the request arrives as it was sent")
    func request() async throws {
        let script = try ScriptedWorker(
            "dd bs=1 count=4 of=\"$DIR/head\" <&3 2>/dev/null; dd bs=1 count=60 of=\"$DIR/body\" <&3 2>/dev/null; say 0",
            events: [.probed(Self.probe)])
        defer { script.remove() }
        let found = try await TestFile().lend { try await script.client().probe($0, limits: Self.patient) }
        #expect(found == Self.probe)
        #expect(try script.note("body").hasPrefix("{"))
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var script: String
        var code: FerryError.Code
        var says: String
        var testDescription: String { name }
        /// Only a test of the watch may be impatient: on a busy machine any script takes its time.
        var limits: MediaLimits { says.hasPrefix("no progress") ? fast : patient }
    }

    static let faults = [
        Fault(name: "crash", script: "kill -SEGV $$", code: .mediaWorkerCrashed, says: "SIGSEGV"),
        Fault(
            name: "abort with last words", script: "printf 'a\\nout of \\033[31mluck' >&2; kill -ABRT $$",
            code: .mediaWorkerCrashed, says: "SIGABRT after saying \"out of [31mluck\""),
        Fault(name: "CPU limit", script: "kill -XCPU $$", code: .mediaWorkerStopped, says: "CPU seconds"),
        Fault(
            name: "killed from outside", script: "kill -KILL $$", code: .mediaWorkerStopped,
            says: "killed by the system"),
        Fault(name: "no answer", script: "say 0; exit 0", code: .mediaWorkerCrashed, says: "exit code 0 and no answer"),
        Fault(name: "exit code", script: "exit 42", code: .mediaWorkerCrashed, says: "exit code 42"),
        Fault(name: "hang", script: "say 0; sleep 1000", code: .mediaWorkerStopped, says: "no progress for 0.3 s"),
        Fault(
            name: "hang that ignores TERM", script: "trap '' TERM; while :; do :; done", code: .mediaWorkerStopped,
            says: "no progress"),
        Fault(
            name: "hang with closed channels", script: "exec 3>&- 2>&-; sleep 1000", code: .mediaWorkerStopped,
            says: "no progress"),
        Fault(
            name: "progress that stands still", script: "while say 0; do :; done", code: .mediaWorkerStopped,
            says: "no progress"),
        Fault(
            name: "garbage", script: "echo 'Error: no such thing' >&3; sleep 1000", code: .mediaWorkerCrashed,
            says: "cannot be understood"),
        Fault(
            name: "frame too long", script: "printf '\\377\\377\\377\\377' >&3; sleep 1000", code: .mediaWorkerCrashed,
            says: "4294967295 bytes"),
        Fault(
            name: "no JSON", script: "printf '\\000\\000\\000\\003abc' >&3; sleep 1000", code: .mediaWorkerCrashed,
            says: "no event"),
        Fault(
            name: "cut in a frame", script: "printf '\\000\\000\\000\\011abc' >&3; exit 0", code: .mediaWorkerCrashed,
            says: "lacks its last 6 bytes"),
        Fault(
            name: "flood of diagnostics", script: "head -c 30000000 /dev/zero >&2; echo end >&2; exit 5",
            code: .mediaWorkerCrashed, says: "after saying \"end\""),
        Fault(
            name: "flood that never ends", script: "exec cat /dev/zero >&2", code: .mediaWorkerStopped,
            says: "no progress"),
        Fault(name: "its own error", script: "say 1", code: .mediaNoIndex, says: "no index"),
        Fault(name: "another answer than asked", script: "say 2", code: .mediaWorkerCrashed, says: "something else"),
    ]

    @Test("a fault of the worker is one clear error", arguments: faults)
    func fault(fault: Fault) async throws {
        let script = try ScriptedWorker(
            fault.script,
            events: [
                Self.step, .failed(FerryError(.mediaNoIndex, "no index")),
                .checked(MediaCheckResult(container: "mp4", isIndexInFront: true, isSeekable: true, tracks: [])),
            ])
        defer { script.remove() }
        let client = try script.client()
        let error = await #expect(throws: FerryError.self) {
            try await TestFile().lend { try await client.probe($0, limits: fault.limits) }
        }
        #expect(error?.code == fault.code)
        #expect(error?.message.contains(fault.says) == true, "\(error?.message ?? "")")
    }

    @Test("a cancelled task stops its worker", arguments: ["sleep 1000", "trap '' TERM; while :; do sleep 0.1; done"])
    func cancellation(hang: String) async throws {
        let script = try ScriptedWorker("say 0; " + hang, events: [Self.step])
        defer { script.remove() }
        let client = try script.client()
        let file = try TestFile()
        let (started, mark) = AsyncStream.makeStream(of: Void.self)
        let work = Task {
            try await file.lend { try await client.check($0, limits: Self.patient) { _ in mark.yield() } }
        }
        for await _ in started { break }
        work.cancel()
        let error = await #expect(throws: FerryError.self) { try await work.value }
        #expect(error?.code == .cancelled)
    }

    @Test("a task cancelled while it waits for its turn starts no worker")
    func cancelledInQueue() async throws {
        let script = try ScriptedWorker("echo x >> \"$DIR/starts\"; say 0; sleep 1000", events: [Self.step])
        defer { script.remove() }
        let client = try script.client(maxConcurrent: 1)
        let file = try TestFile()
        let (started, mark) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await file.lend { try await client.check($0, limits: Self.patient) { _ in mark.yield() } }
        }
        for await _ in started { break }
        let second = Task { try await file.lend { try await client.probe($0, limits: Self.patient) } }
        second.cancel()
        let error = await #expect(throws: FerryError.self) { try await second.value }
        #expect(error?.code == .cancelled)
        first.cancel()
        _ = await first.result
        #expect(try script.note("starts") == "x")
    }

    @Test("no more workers run than allowed")
    func concurrency() async throws {
        let script = try ScriptedWorker(
            "mkdir \"$DIR/turn\" || exit 9; say 0; rmdir \"$DIR/turn\"; say 1",
            events: [Self.step, .probed(Self.probe)])
        defer { script.remove() }
        let client = try script.client(maxConcurrent: 1)
        let file = try TestFile()
        try await withThrowingTaskGroup(of: MediaProbe.self) { group in
            for _ in 0..<8 {
                group.addTask { try await file.lend { try await client.probe($0, limits: Self.patient) } }
            }
            for try await found in group { #expect(found == Self.probe) }
        }
    }

    @Test("a worker that is not there is named with its path")
    func missing() {
        let error = #expect(throws: FerryError.self) {
            try MediaWorkerClient(.init(workerPath: "/nowhere/mediaferry-media-worker"))
        }
        #expect(error?.message.contains("/nowhere/mediaferry-media-worker") == true)
        #expect(error?.disposition == .giveUp)
    }

    @Test("a file that cannot be run is named")
    func notExecutable() async throws {
        let script = try ScriptedWorker("exit 0")
        defer { script.remove() }
        try #require(truncate(script.path, 0) == 0)
        let client = try script.client()
        let error = await #expect(throws: FerryError.self) {
            try await TestFile().lend { try await client.probe($0, limits: Self.patient) }
        }
        #expect(error?.message.contains(script.path) == true)
    }
}
