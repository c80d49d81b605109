import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct MetadataTests {
        private static let tags =
            "-metadata location=+48.1374+011.5755/ -metadata location-eng=+48.1374+011.5755/ -metadata make=PlantedMake -metadata model=PlantedModel -metadata com.apple.quicktime.location.ISO6709=+48.1374+011.5755/ -metadata comment=PlantedComment -metadata artist=PlantedArtist -metadata title=PlantedTitle -metadata creation_time=2026-07-04T10:11:12Z -metadata:s handler_name=PlantedHandler -metadata:s encoder=PlantedEncoder"
        private static let clip = "-f lavfi -i testsrc2=s=96x64:r=10:d=1 -f lavfi -i sine=d=1 -shortest"

        static let sources: [(String, OutputContainer)] = [
            ("\(clip) -c:v libx264 -preset ultrafast -c:a aac \(tags) -f mp4", .mp4),
            ("\(clip) -c:v libx264 -preset ultrafast -c:a aac \(tags) -movflags use_metadata_tags -f mov", .mp4),
            ("\(clip) -c:v libx264 -preset ultrafast -c:a libopus \(tags) -f matroska", .matroska),
            ("\(clip) -c:v libvpx -deadline realtime -c:a libvorbis \(tags) -f webm", .webm),
            ("-f lavfi -i sine=d=1 -c:a libvorbis \(tags) -f ogg", .webm),
            ("-f lavfi -i sine=d=1 -c:a libvorbis \(tags) -f ogg", .ogg),
            ("-f lavfi -i sine=d=1 -c:a libopus \(tags) -f ogg", .ogg),
        ]

        @Test("neither place nor device nor any other tag of a source is in a rendition", arguments: sources.indices)
        func leavesOut(_ index: Int) throws {
            let (make, container) = Self.sources[index]
            var data = try Media.make(make).data
            // The comment in the head of Vorbis, which is no tag of the container, and as long as before.
            if let place = data.range(of: Data("Xiph.Org".utf8)) {
                data.replaceSubrange(place, with: Data("Planted!".utf8))
            }
            let source = try Sample(data: data)
            #expect(source.data.range(of: Data("Planted".utf8)) != nil)
            let probe = try source.probe()
            #expect(!probe.identifyingTags.isEmpty && probe.identifyingTags.allSatisfy { !$0.contains("Planted") })
            for task in [Tasks.copy(probe, into: container), Tasks.interview(probe), Tasks.voice(probe)] {
                let file = try source.encode(task).assembled()
                let bytes = try Data(contentsOf: file.url)
                for planted in ["Planted", "48.1374", "2026-07-04"] {
                    #expect(bytes.range(of: Data(planted.utf8)) == nil)
                }
                let told = try Judge.run("ffprobe", ["-v", "error", "-show_format", "-show_streams", file.url.path])
                let text = String(decoding: told.output, as: UTF8.self).lowercased()
                #expect(!text.contains("planted") && !text.contains("tag:location") && !text.contains("creation_time"))
                #expect(try Judge.complaints(file).isEmpty)
                #expect(try Sample(data: bytes).probe().identifyingTags.isEmpty)
            }
        }

        @Test(
            "names of places and devices are known in all their spellings",
            arguments: [
                ("location", true), ("location-eng", true), ("com.apple.quicktime.location.ISO6709", true),
                ("com.android.manufacturer", true), ("com.apple.quicktime.make", true), ("RECORDING_LOCATION", true),
                ("gps.latitude", true), ("title", false), ("encoder", false),
                ("creation_time", false), ("modeling", false),
            ])
        func knowsNames(name: String, isIdentifying: Bool) {
            #expect(IdentifyingTags.isIdentifying(name) == isIdentifying)
        }

        @Test("comments of Vorbis are replaced by none; what is no Vorbis stays")
        func emptiesComments() {
            let comment = [UInt8](repeating: 7, count: 300)
            let block: [UInt8] = [2, 4, 255, 45] + [1, 1, 1, 1] + comment + [9, 9]
            let bare = VorbisHeaders(block)?.withoutComments
            #expect(bare == [2, 4, 16, 1, 1, 1, 1, 3] + Array("vorbis".utf8) + [0, 0, 0, 0, 0, 0, 0, 0, 1, 9, 9])
            for broken: [UInt8] in [[], [2], [2, 255, 255], [2, 4, 200, 1], [1, 4, 2, 1, 1, 1]] {
                #expect(VorbisHeaders(broken) == nil)
            }
        }
    }
}
