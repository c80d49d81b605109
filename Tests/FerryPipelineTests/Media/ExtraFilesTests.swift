import FerryCore
import Foundation
import Testing

@testable import FerryPipeline

@Suite struct ExtraFilesTests {
    private let map = StoryboardMap(tileWidth: 160, tileHeight: 90, columns: 2, times: [0, 2], endSeconds: 4)

    private func extra(_ kind: MediaExtra.Kind, _ bytes: [UInt8], _ map: StoryboardMap? = nil) -> MediaExtra {
        MediaExtra(kind: kind, base64: Data(bytes).base64EncodedString(), storyboard: map)
    }

    private func jpeg(_ count: Int = 100) -> [UInt8] { [0xFF, 0xD8, 0xFF] + [UInt8](repeating: 7, count: count) }

    @Test("each extra becomes a file of its own with its hash in the account")
    func writes() throws {
        let scratch = try ScratchDirectory()
        let files = ExtraFiles(job: JobID(rawValue: "job1"), directory: scratch.path)
        let waveform = Array("{\"version\":2,\"data\":[]}".utf8)
        let written = try files.write([
            extra(.poster, jpeg()), extra(.storyboard, jpeg(), map), extra(.waveform, waveform),
        ])
        #expect(written.map(\.kind) == ["poster", "storyboard", "storyboardMap", "waveform"])
        #expect(
            written.map(\.file) == [
                "job1.poster.jpg", "job1.storyboard.jpg", "job1.storyboard.vtt", "job1.waveform.json",
            ])
        for account in written {
            let data = try Data(contentsOf: URL(filePath: scratch.path(account.file)))
            #expect(Int64(data.count) == account.bytes && account.sha256.count == 64)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
        #expect(names.sorted() == written.map(\.file).sorted())
    }

    @Test("what is not what it says is refused and writes nothing")
    func refuses() throws {
        let scratch = try ScratchDirectory()
        let files = ExtraFiles(job: JobID(rawValue: "job1"), directory: scratch.path)
        var endless = map
        endless.times = [Double](repeating: 1, count: ExtraFiles.maxTiles + 1)
        let wrong = [
            extra(.poster, Array("<html>".utf8)), extra(.storyboard, jpeg()), extra(.poster, jpeg(), map),
            extra(.storyboard, jpeg(), endless), extra(.waveform, jpeg()), extra(.poster, jpeg(MediaExtra.maxBytes)),
            MediaExtra(kind: .poster, base64: "///"),
        ]
        for extra in wrong {
            let error = #expect(throws: FerryError.self) { try files.write([extra]) }
            #expect(error?.code == .mediaWorkerCrashed)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }

    @Test("a directory that is gone is named")
    func namesDirectory() throws {
        let files = ExtraFiles(job: JobID(rawValue: "job1"), directory: "/nowhere/at/all")
        let error = #expect(throws: FerryError.self) { try files.write([extra(.poster, jpeg())]) }
        #expect(error?.code == .storeUnavailable && error?.next.contains("--extras") == true)
    }
}
