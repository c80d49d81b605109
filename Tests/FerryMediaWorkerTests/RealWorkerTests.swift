import CFerrySandbox
import FerryCore
import Glibc
import Testing

@testable import FerryMediaWorker

@Suite(.serialized) struct RealWorkerTests {
    /// Work of which one second takes many, so that it is never done before something else happens; with little
    /// lookahead, so that progress comes soon.
    static let endless = MediaEncodeTask(
        container: .mp4,
        video: .init(
            sourceIndex: 0,
            encoding: VideoSettings(
                speed: "faster", crf: 1, maxRate: 400_000_000, bufferSize: 400_000_000, width: 3840, height: 2160)),
        audio: nil)

    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var preset: Preset
        var decision: MediaPlan.Decision
        var codecs: [String]
        var testDescription: String { "\(name) \(preset)" }
    }

    @Test(
        "a recording goes through probe, plan, encode and check, whole",
        arguments: [
            Row(name: "fx_webm_vp8_opus.webm", preset: .interview, decision: .encode, codecs: ["h264", "aac"]),
            Row(name: "cr_webm_av1_opus.webm", preset: .interview, decision: .encode, codecs: ["h264", "aac"]),
            Row(name: "cr_audio_webm_opus.webm", preset: .interview, decision: .encode, codecs: ["aac"]),
            Row(name: "fx_webm_vp8_opus.webm", preset: .small, decision: .encode, codecs: ["av1", "opus"]),
            Row(name: "cr_audio_webm_opus.webm", preset: .small, decision: .encode, codecs: ["opus"]),
            Row(name: "fx_audio_ogg_opus.ogg", preset: .voice, decision: .encode, codecs: ["opus"]),
            Row(name: "hard/wav_4gb_header.wav", preset: .voice, decision: .encode, codecs: ["opus"]),
            Row(name: "cr_webm_vp8_opus.webm", preset: .voice, decision: .remux, codecs: ["opus"]),
            Row(name: "cr_timeslice_webm.webm", preset: .copy, decision: .remux, codecs: ["vp8", "opus"]),
            Row(name: "cr_webm_h264_opus.mkv", preset: .copy, decision: .remux, codecs: ["h264", "opus"]),
            Row(name: "fx_audio_ogg_opus.ogg", preset: .copy, decision: .skip, codecs: []),
            Row(name: "hard/mp3_cover.mp3", preset: .copy, decision: .skip, codecs: []),
        ])
    func whole(row: Row) async throws {
        let journey = try await RealWorker.journey(RealWorker.sample(row.name), row.preset)
        #expect(journey.decided.plan.decision == row.decision)
        #expect(journey.check?.tracks.map(\.codec) ?? [] == row.codecs)
        #expect(journey.verdict == (row.decision == .skip ? nil : .sound))
        #expect(journey.assessment.loss == nil)
        let encodesPicture = journey.decided.task?.video?.encoding != nil
        #expect((journey.result?.quality != nil) == encodesPicture)
    }

    @Test("a confined worker searches the setting that reaches a quality", arguments: [Preset.interview, .small])
    func searches(_ preset: Preset) async throws {
        let client = try RealWorker.client()
        let finding = try await TestFile(reading: RealWorker.sample("fx_webm_vp8_opus.webm")).lend { media in
            let probe = try await client.probe(media, limits: .probing(bytes: media.layout.length))
            let task = try #require(MediaPlanner.plan(probe: probe, preset: preset).task)
            return try await client.search(
                media, task: task, target: 33, limits: .searching(task, of: probe), progress: { _ in })
        }
        #expect(finding.isReached && finding.found >= 33 && finding.trials <= RateFactorSearch.maxTrials)
    }

    @Test("a recording cut at 70 % comes with its loss", arguments: [Preset.interview, .voice, .copy])
    func cutShort(preset: Preset) async throws {
        let journey = try await RealWorker.journey(RealWorker.sample("hard/cut_70pct.webm"), preset)
        let loss = try #require(journey.assessment.loss)
        #expect(loss.reasons == ["truncated"])
        #expect(abs(loss.seconds - 1.7) < 0.15)
    }

    @Test("two joined recordings come out whole, with a note")
    func joined() async throws {
        let journey = try await RealWorker.journey(RealWorker.sample("hard/two_webm_joined.webm"), .interview)
        #expect(journey.assessment.tracks.allSatisfy { $0.notes.contains("joined") })
        #expect(abs((journey.check?.tracks.map(\.lastSeconds).max() ?? 0) - 6) < 0.3)
    }

    @Test(
        "what cannot be used is one clear error",
        arguments: [
            ("hard/html.webm", .mediaNotMedia), ("hard/moov_missing.mp4", .mediaNoIndex),
            ("hard/bomb_vp8_16383.webm", .mediaTooManyPixels), ("hard/streams_200.mkv", .mediaTooManyStreams),
            ("hard/cr_zero_webm.webm", .mediaEmptyRecording),
        ] as [(String, FerryError.Code)])
    func refused(name: String, code: FerryError.Code) async {
        let error = await #expect(throws: FerryError.self) {
            try await RealWorker.journey(RealWorker.sample(name), .interview)
        }
        #expect(error?.code == code)
    }

    @Test("progress comes, never goes back and ends near the end")
    func progress() async throws {
        let steps = Steps()
        let sample = RealWorker.sample("cr_webm_vp9_opus.webm")
        let (output, log) = (try TestFile(), try TestFile())
        _ = try await TestFile(reading: sample).lend { media in
            let client = try RealWorker.client()
            let probe = try await client.probe(media, limits: .probing(bytes: media.layout.length))
            let task = try #require(try MediaPlanner.plan(probe: probe, preset: .interview).task)
            return try await client.encode(
                media, into: output.descriptor, log: log.descriptor, task: task, limits: .encoding(task, of: probe),
                progress: { steps.add($0) })
        }
        let seconds = steps.all.map(\.secondsDone)
        #expect(!seconds.isEmpty && seconds == seconds.sorted() && seconds.allSatisfy { $0 <= 6.2 })
        withExtendedLifetime((output, log)) {}
    }

    @Test("a limit that is passed is named")
    func limits() async throws {
        var memory = MediaLimits()
        memory.maxMemoryBytes = 1
        var output = MediaLimits()
        output.maxOutputBytes = 10_000
        var time = MediaLimits()
        time.maxCPUSeconds = 1
        let plain = MediaEncodeTask(
            container: .mp4, video: .init(sourceIndex: 0, encoding: VideoSettings(width: 640, height: 480)), audio: nil)
        #expect(await failure(plain, memory)?.disposition == .giveUp)
        #expect(await failure(plain, output)?.code == .mediaWorkerStopped)
        let late = await failure(Self.endless, time)
        #expect(late?.code == .mediaWorkerStopped)
        #expect(late?.message == "the media worker used up its limit of 1 CPU seconds")
    }

    @Test("a full disk is named as such")
    func fullDisk() async throws {
        let full = try TestFile(reading: "/dev/full", flags: O_RDWR)
        let plain = MediaEncodeTask(
            container: .mp4, video: .init(sourceIndex: 0, encoding: VideoSettings(width: 640, height: 480)), audio: nil)
        #expect(await failure(plain, MediaLimits(), into: full)?.code == .spoolFull)
    }

    private func failure(_ task: MediaEncodeTask, _ limits: MediaLimits, into file: TestFile? = nil) async
        -> FerryError?
    {
        await #expect(throws: FerryError.self) {
            let (output, log) = (try file ?? TestFile(), try TestFile())
            defer { withExtendedLifetime((output, log)) {} }
            _ = try await TestFile(reading: RealWorker.sample("cr_webm_vp8_opus.webm")).lend {
                try await RealWorker.client().encode(
                    $0, into: output.descriptor, log: log.descriptor, task: task, limits: limits, progress: { _ in })
            }
        }
    }

    @Test("a cancelled encode ends by itself, before it would be killed")
    func cancelled() async throws {
        let (output, log) = (try TestFile(), try TestFile())
        let media = try TestFile(reading: RealWorker.sample("cr_webm_vp9_opus.webm"))
        let client = try MediaWorkerClient(
            .init(workerPath: WorkerLookup.besideRunningCommand(), maxConcurrent: 1, graceSeconds: 120))
        let (started, mark) = AsyncStream.makeStream(of: Void.self)
        let work = Task {
            try await media.lend {
                try await client.encode(
                    $0, into: output.descriptor, log: log.descriptor, task: Self.endless,
                    limits: MediaLimits(maxCPUSeconds: 600),
                    progress: { _ in mark.yield() })
            }
        }
        for await _ in started { break }
        work.cancel()
        let error = await #expect(throws: FerryError.self) { try await work.value }
        #expect(error?.code == .cancelled)
        withExtendedLifetime((output, log)) {}
    }

    @Test("a worker dies with its parent, even when that is killed")
    func parentKilled() async throws {
        // The worker's output is locked as long as one process has it open.
        let witness = try ScriptedWorker("")
        defer { witness.remove() }
        setenv("FERRY_TEST_WITNESS", witness.path, 1)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let path = String(cString: getenv("FERRY_TEST_WITNESS"))
            let output = try TestFile(reading: path, flags: O_RDWR)
            let log = try TestFile()
            precondition(flock(output.descriptor, LOCK_EX) == 0)
            _ = try await TestFile(reading: RealWorker.sample("cr_webm_vp9_opus.webm")).lend {
                try await RealWorker.client().encode(
                    $0, into: output.descriptor, log: log.descriptor, task: RealWorkerTests.endless,
                    limits: MediaLimits(maxCPUSeconds: 600), progress: { _ in kill(getpid(), SIGKILL) })
            }
        }
        let output = try TestFile(reading: witness.path)
        let isFree = await ProcessFacts.settles { flock(output.descriptor, LOCK_EX | LOCK_NB) == 0 }
        #expect(isFree)
    }
}
