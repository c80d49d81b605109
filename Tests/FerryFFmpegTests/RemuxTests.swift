import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct RemuxTests {
        @Test(
            "a copied recording keeps every packet and gets its duration and index",
            arguments: [
                ("cr_timeslice_webm.webm", OutputContainer.webm), ("fx_webm_vp8_opus.webm", .webm),
                ("fx_element_capture.webm", .webm), ("cr_webm_av1_opus.webm", .webm), ("cr_webm_vp9_opus.webm", .webm),
                ("cr_canvas_resized_webm_vp8.webm", .webm), ("cr_audio_webm_opus.webm", .webm),
                ("cr_webm_h264_opus.mkv", .matroska), ("cr_webm_h264_opus.mkv", .mp4), ("cr_webm_av1_opus.webm", .mp4),
                ("cr_mp4_avc1_opus.mp4", .mp4), ("fx_audio_ogg_opus.ogg", .ogg), ("fx_audio_ogg_opus.ogg", .webm),
                ("cr_audio_webm_opus.webm", .ogg), ("hard/phone_rot90.mp4", .mp4), ("hard/mp3_cover.mp3", .mp4),
            ])
        func copies(name: String, container: OutputContainer) throws {
            let sample = try Sample(name)
            let before = try sample.probe()
            let rendition = try sample.encode(Tasks.copy(before, into: container))
            let file = try rendition.assembled()
            let after = try Sample(data: Data(contentsOf: file.url)).probe()
            let judged = try Judge.probe(file)
            #expect(after.container == container.rawValue)
            #expect(after.mainVideo?.packets == before.mainVideo?.packets)
            #expect(after.mainAudio?.payloadBytes == before.mainAudio?.payloadBytes)
            #expect(abs((after.headerDurationSeconds ?? 0) - (before.durationSeconds ?? 0)) < 0.05)
            #expect(!after.defects.contains { $0.code == "duration" || $0.code == "timestamps" })
            #expect(abs(judged.seconds - (before.durationSeconds ?? 0)) < 0.05)
            #expect(try rendition.check().isSeekable)
        }

        @Test("frames come out at the times they had")
        func keepsTimes() throws {
            let sample = try Sample("cr_timeslice_webm.webm")
            let rendition = try sample.encode(Tasks.copy(sample.probe(), into: .webm))
            let before = try Judge.probe(sample.file, frames: true)
            let after = try Judge.probe(rendition.assembled(), frames: true)
            #expect(before.times("video") == after.times("video"))
            #expect(before.times("audio") == after.times("audio"))
        }

        @Test("a copied MP4 keeps its display matrix")
        func keepsRotation() throws {
            let sample = try Sample("hard/phone_rot90.mp4")
            let rendition = try sample.encode(Tasks.copy(sample.probe(), into: .mp4))
            #expect(try rendition.check().tracks.first { $0.kind == .video }?.width == 360)
            let copy = try rendition.reopened()
            #expect(try copy.probe().mainVideo?.rotation == 270)
        }

        @Test("a copied MP4 with an edit list shows the same frames")
        func keepsEditList() throws {
            let sample = try Sample("hard/phone_vfr_editlist.mp4")
            let rendition = try sample.encode(Tasks.copy(sample.probe(), into: .mp4))
            let before = try Judge.probe(sample.file)
            let after = try Judge.probe(rendition.assembled())
            #expect(after.video?.frames == before.video?.frames)
            #expect(abs(after.seconds - before.seconds) < 0.03)
        }

        @Test("too little room for the index still gives a file that decodes")
        func survivesLittleRoom() throws {
            let sample = try Sample("cr_canvas_resized_webm_vp8.webm")
            let rendition = try sample.encode(Tasks.copy(sample.probe(), into: .webm, entries: 1))
            #expect(try rendition.check().tracks.first?.frames == 83)
        }
    }
}
