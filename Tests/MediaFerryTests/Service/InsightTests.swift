import FerrySessions
import FerryTesting
import Foundation
import HTTPTypes
import MediaFerry
import Testing

@Suite(.timeLimit(.minutes(2))) struct InsightTests {
    private static let media = [UInt8]((0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 11) })
    private static let uri = "data:video/webm;base64,\(Data(media).base64EncodedString())"

    @Test("what was acknowledged, delivered and refused is counted, and a job whose row vanished is lost")
    func loss() async throws {
        try await ServiceHouse.open { house in
            let id = try await house.session()
            for question in 1...2 {
                let handed = try await house.handOff(
                    #"{"questionId":"q\#(question)","videoDataUri":"\#(Self.uri)"}"#, to: id)
                _ = try await house.result(of: handed.view.submissionId)
            }
            let held = try await house.handOff(
                #"{"questionId":"q3","uploadImmediately":false,"audioDataUri":"\#(Self.uri)"}"#, to: id)
            var report = try await house.service.monitoring()
            #expect(report.loss == .init(acknowledged: 3, delivered: 2, pending: 1, failed: 0, lost: 0))
            #expect(report.acknowledgementSeconds.count == 3 && report.saveSuccess == 1 && report.store.commits > 0)
            let job = try #require(held.view.jobs.first?.jobId)
            try FileManager.default.removeItem(atPath: "\(house.folder)/state/spool/\(job).asset")
            await house.service.reconcile()
            #expect(try await house.service.monitoring().lossCheckedAt != nil)
            report = try await house.service.monitoring()
            #expect(report.loss == .init(acknowledged: 3, delivered: 2, pending: 0, failed: 0, lost: 1))
            #expect(try await house.service.validate(id).isSound)
            #expect(await house.service.readiness().ready)
        }
    }

    @Test("an archive holds the session and its media, delivered or not, as tar reads it")
    func archive() async throws {
        try await ServiceHouse.open { house in
            let id = try await house.session()
            let first = try await house.handOff(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#, to: id)
            _ = try await house.result(of: first.view.submissionId)
            _ = try await house.handOff(
                #"{"questionId":"q2","uploadImmediately":false,"audioDataUri":"\#(Self.uri)"}"#, to: id)
            let path = "\(house.folder)/session.tar"
            try Data().write(to: URL(filePath: path))
            let file = try #require(FileHandle(forWritingAtPath: path))
            for try await piece in try await house.service.archive(id) { file.write(Data(piece)) }
            try file.close()
            let out = "\(house.folder)/out"
            try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
            let tar = try Process.run(URL(filePath: "/usr/bin/env"), arguments: ["tar", "-xf", path, "-C", out])
            tar.waitUntilExit()
            #expect(tar.terminationStatus == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(out)/media")
            #expect(names.count == 2)
            for name in names {
                #expect(FileManager.default.contents(atPath: "\(out)/media/\(name)") == Data(Self.media))
            }
            let document = try #require(FileManager.default.contents(atPath: "\(out)/session.json"))
            let object = try #require(try JSONSerialization.jsonObject(with: document) as? [String: Any])
            #expect(object["schema"] as? String == "mediaferry.session/1")
            #expect(
                (object["receipts"] as? [Any])?.count == 1
                    && !FileManager.default.fileExists(atPath: "\(out)/missing.txt"))
        }
    }

    @Test("an archive holds the media of answers whose place was taken, and the whole trail")
    func archiveOfAll() async throws {
        try await ServiceHouse.open(runs: false) { house in
            let id = try await house.session()
            for _ in 1...3 {
                _ = try await house.handOff(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#, to: id)
            }
            // A recording by itself takes the place of another of the same answer.
            for _ in 1...2 {
                _ = try await house.handOff(
                    Self.media, .raw(questionId: "q2", .video, mediaType: "video/webm"), to: id)
            }
            var bytes: [UInt8] = []
            for try await piece in try await house.service.archive(id) { bytes += piece }
            let names = stride(from: 0, to: bytes.count, by: 512).compactMap { place -> String? in
                let block = bytes[place..<place + 512]
                guard Array(block.dropFirst(257).prefix(5)) == Array("ustar".utf8) else { return nil }
                return String(decoding: block.prefix { $0 != 0 }, as: UTF8.self)
            }
            #expect(names.count == 6 && Set(names).count == 6, "\(names)")
            for _ in 1...600 {
                _ = try await house.service.move(.pause, id)
                _ = try await house.service.move(.resume, id)
            }
            let trail = try await house.service.export(id).trail
            #expect(trail.count > 1200 && trail.map(\.sequence) == trail.indices.map { Int64($0) + 1 })
        }
    }

    @Test("positions are written at milestones, never fall, and hold after a restart")
    func playback() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "house-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await ServiceHouse.open(in: folder) { house in
            func report(_ seconds: Double, _ trigger: PlaybackReport.Trigger?) async throws -> PlaybackView {
                try await house.service.savePlayback(
                    PlaybackReport(
                        item: "v", userId: "u", currentTimeSeconds: seconds, totalDurationSeconds: 100,
                        triggerType: trigger))
            }
            #expect(try await report(5, .milestone).saved == false)
            let half = try await report(51, .milestone)
            #expect(half.saved && half.milestone == 50)
            let back = try await report(3, .seek)
            #expect(back.milestone == 50 && back.positionSeconds == 3)
        }
        try await ServiceHouse.open(in: folder) { house in
            let view = try await house.service.playback(of: "v", by: "u")
            #expect(view.milestone == 50 && view.positionSeconds == 3 && !view.completed)
            let forced = try await house.service.savePlayback(
                PlaybackReport(
                    item: "v", userId: "u", currentTimeSeconds: 4, totalDurationSeconds: 100, forceCompletion: true))
            #expect(forced.saved && forced.completed && forced.milestone == 100)
        }
    }

    @Test("switches turned at run time hold after a restart, until they are taken back")
    func flags() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "house-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await ServiceHouse.open(in: folder) { house in
            var change = FlagsChange()
            change.sessionRecovery = false
            let view = try await house.service.setFlags(change)
            #expect(view.sessionRecovery == .init(value: false, default: true, source: "run time"))
        }
        try await ServiceHouse.open(in: folder) { house in
            try await house.wait { !house.service.flags().sessionRecovery.value }
            let id = try await house.session()
            await #expect(throws: FerryError.self) { _ = try await house.service.recoveryToken(for: id) }
            #expect(try await house.service.resetFlags().sessionRecovery.value)
            let token = try await house.service.recoveryToken(for: id).token
            #expect(try await house.service.recover(token, user: "u1").sessionId == id)
            await #expect(throws: FerryError.self) { _ = try await house.service.recover(token, user: "u2") }
            await #expect(throws: FerryError.self) { _ = try await house.service.recover(token + "x", user: "u1") }
        }
    }

    @Test("two tabs become one interview, and the older answer stays in the trail")
    func merging() async throws {
        try await ServiceHouse.open { house in
            let (a, b) = (try await house.session(), try await house.session())
            _ = try await house.handOff(#"{"questionId":"q1","responseText":"old"}"#, to: a)
            _ = try await house.handOff(#"{"questionId":"q1","responseText":"new"}"#, to: b)
            let video = try await house.handOff(#"{"questionId":"q2","videoDataUri":"\#(Self.uri)"}"#, to: b)
            let merged = try await house.service.merge(b, into: a)
            #expect(merged.answers.map(\.responseText) == ["new", nil] && merged.answered == 2)
            _ = try await house.result(of: video.view.submissionId)
            let after = try await house.service.session(a)
            #expect(after.answers[1].state == .delivered && after.totals.delivered == 1)
            #expect(try await house.service.validate(a).isSound)
            #expect(try await house.service.session(b).state == .abandoned)
            let trail = try await house.service.trail(of: a, after: 0, limit: 100)
            #expect(trail.contains { $0.action == .supersede })
        }
    }

    @Test("a session whose answer is arriving is not cleaned up")
    func cleanUpWhileArriving() async throws {
        var settings = ServiceSettings()
        settings.retentionSeconds = -1
        try await ServiceHouse.open(settings: settings, runs: false) { house in
            let id = try await house.session()
            let incoming = try await house.service.beginAnswer(
                in: id, .json, idempotencyKey: nil, contentLength: nil)
            try await incoming.append(Array(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#.utf8))
            #expect(try await house.service.cleanUp(isDryRun: false).sessions == [])
            guard case .accepted(let view) = try await house.service.accept(incoming) else { throw CancellationError() }
            #expect(view.jobs.map(\.state) == [.accepted])
            #expect(try await house.service.cleanUp(isDryRun: false).sessions == [id])
        }
    }

    @Test("sessions whose time is over are cleaned up with their spool; delivered media stays")
    func cleanUp() async throws {
        var settings = ServiceSettings()
        settings.retentionSeconds = -1
        try await ServiceHouse.open(settings: settings) { house in
            let id = try await house.session()
            let handed = try await house.handOff(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#, to: id)
            let result = try await house.result(of: handed.view.submissionId)
            _ = try await house.handOff(
                #"{"questionId":"q2","uploadImmediately":false,"videoDataUri":"\#(Self.uri)"}"#, to: id)
            let dry = try await house.service.cleanUp(isDryRun: true)
            #expect(dry.sessions == [id] && dry.bytes == 3000)
            #expect(try await house.service.session(id).state == .active)
            #expect(try await house.service.cleanUp(isDryRun: false) == dry)
            #expect(try await house.service.session(id).state == .abandoned)
            #expect(house.bytes(at: result.videoUrl) == Self.media)
            try await house.waitForEmptySpool()
        }
    }
}
