import FerryTesting
import Foundation
import Testing

/// Batches that make renditions, of real media.
@Suite("batch of media", .boundedWidth) struct BatchMediaTests {
    private static let media = "\(BuiltProducts.package)/Samples/media/cr_webm_vp9_opus.webm"

    private func road() throws -> BatchRoad {
        let road = try BatchRoad(0)
        try road.write("a/rec.webm", Array(try Data(contentsOf: URL(filePath: Self.media))))
        try road.write("a/none.webm", Array("no media".utf8))
        return road
    }

    private func batch(_ road: BatchRoad, _ more: [String]) async throws -> RunResult {
        try await Command.run(["batch", road.folder, "--state", road.scratch.path("state")] + more)
    }

    @Test("--replace puts a smaller rendition into the place, and no rendition is ever made of it")
    func replaces() async throws {
        let road = try road()
        let first = try await batch(road, ["--replace", "--preset", "voice"])
        #expect(first.code == 1 && first.outcomes == ["replaced": 1, "refused": 1], "\(first)")
        let names = Set(try road.recordings().keys)
        #expect(names.count == 2 && names.contains("a/none.webm") && !names.contains("a/rec.webm.mediaferry-part"))
        let kept = try road.recordings()
        for path in names where path != "a/none.webm" {
            try FileManager.default.setAttributes(
                [.modificationDate: Date()], ofItemAtPath: "\(road.folder)/\(path)")
        }
        let second = try await batch(road, ["--replace", "--preset", "voice"])
        #expect(try road.recordings() == kept, "\(second)")
        #expect(Folder.files(road.scratch.path("state/replacements")) == [])
    }

    @Test("--replace leaves alone what is not smaller by --tolerance, links and second names")
    func leaves() async throws {
        let road = try road()
        #expect(link("\(road.folder)/a/rec.webm", "\(road.folder)/a/twin.webm") == 0)
        let twins = try await batch(road, ["--replace", "--preset", "voice"])
        #expect(twins.outcomes == ["refused": 3], "\(twins)")
        try FileManager.default.removeItem(atPath: "\(road.folder)/a/twin.webm")
        let before = try road.recordings()
        let run = try await batch(road, ["--replace", "--preset", "voice", "--tolerance", "99.9", "--retry"])
        #expect(run.outcomes["notSmaller"] == 1, "\(run)")
        #expect(try road.recordings() == before)
    }

    @Test("--dry-run says what would be done, and leaves no trace")
    func dryRun() async throws {
        let road = try road()
        let run = try await batch(
            road, ["--to", "file://\(road.kept)", "--preset", "voice", "--dry-run", "--uplink", "1M"])
        #expect(run.code == 1, "\(run)")
        #expect(run.fields.map { $0[0] }.sorted() == ["remux", "unusable"], "\(run)")
        #expect(run.errorText.contains("nothing was sent or written"))
        #expect(!FileManager.default.fileExists(atPath: road.scratch.path("state")))
        #expect(try road.objects().isEmpty)
    }

    @Test("the reports are written whole, in all three forms")
    func reports() async throws {
        let road = try road()
        let files = ["json", "csv", "html"].map { road.scratch.path("report.\($0)") }
        let run = try await batch(
            road,
            [
                "--to", "file://\(road.kept)", "--preset", "voice", "--json", files[0], "--csv", files[1], "--html",
                files[2],
            ])
        #expect(run.outcomes == ["delivered": 1, "refused": 1], "\(run)")
        let report = try JSONValue.file(files[0])
        #expect(report["schema"]?.text == "mediaferry.batch/1" && report["end"]?.text == "done")
        #expect(report["files"]?["delivered"]?.integer == 1 && report["files"]?["refused"]?.integer == 1)
        let items = report["items"]?.items ?? []
        #expect(items.map { $0["name"]?.text } == ["a/none.webm", "a/rec.webm"])
        #expect(items.last?["encodeSeconds"]?.number ?? 0 > 0 && items.last?["encodedAt"]?.text != nil)
        #expect(try String(contentsOfFile: files[1], encoding: .utf8).split(separator: "\r\n").count == 3)
        let page = try String(contentsOfFile: files[2], encoding: .utf8)
        #expect(page.contains("<svg") && page.contains("a/rec.webm") && !page.contains("<script"))
    }

    @Test("--codec means recordings by what is in them, and --preset of a row counts for it alone")
    func codecs() async throws {
        let road = try road()
        let to = ["--to", "file://\(road.kept)", "--preset", "copy"]
        let none = try await batch(road, to + ["--codec", "h264"])
        #expect(none.code == 0 && none.errorText.contains("files       0"), "\(none)")
        let some = try await batch(road, to + ["--codec", "vp9"])
        #expect(some.outcomes == ["delivered": 1], "\(some)")
    }
}
