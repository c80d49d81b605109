import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct ProbeTests {
        /// What a recording must show: container, packets and key frames of video, packets of audio, seconds, size.
        struct Row: Sendable, CustomTestStringConvertible {
            var name: String
            var container: String
            var video: Int?
            var keys: Int?
            var audio: Int?
            var seconds: Double
            var size: String?
            var testDescription: String { name }
        }

        static let rows = [
            Row(
                name: "cr_webm_vp8_opus.webm", container: "webm", video: 59, keys: 1, audio: 99, seconds: 5.95,
                size: "640x480"),
            Row(
                name: "cr_webm_vp9_opus.webm", container: "webm", video: 180, keys: 2, audio: 100, seconds: 6.01,
                size: "640x480"),
            Row(
                name: "cr_webm_av1_opus.webm", container: "webm", video: 150, keys: 2, audio: 83, seconds: 5.0,
                size: "640x480"),
            Row(
                name: "cr_timeslice_webm.webm", container: "webm", video: 112, keys: 2, audio: 100, seconds: 6.01,
                size: "640x480"),
            Row(
                name: "cr_webm_h264_opus.mkv", container: "matroska", video: 150, keys: 2, audio: 83, seconds: 5.0,
                size: "640x480"),
            Row(
                name: "cr_mp4_avc1_opus.mp4", container: "mp4", video: 179, keys: 2, audio: 100, seconds: 6.0,
                size: "640x480"),
            Row(
                name: "cr_canvas_resized_webm_vp8.webm", container: "webm", video: 83, keys: 4, audio: 116,
                seconds: 7.0, size: "640x480"),
            Row(
                name: "cr_canvas_odd_size_vp8.webm", container: "webm", video: 16, keys: 1, audio: 49, seconds: 2.98,
                size: "853x481"),
            Row(
                name: "cr_short_300ms_webm.webm", container: "webm", video: 4, keys: 1, audio: 4, seconds: 0.26,
                size: "640x480"),
            Row(name: "cr_audio_webm_opus.webm", container: "webm", audio: 133, seconds: 7.98),
            Row(
                name: "fx_webm_vp8_opus.webm", container: "webm", video: 137, keys: 1, audio: 298, seconds: 6.0,
                size: "640x480"),
            Row(
                name: "fx_element_capture.webm", container: "webm", video: 146, keys: 1, audio: 248, seconds: 4.98,
                size: "640x480"),
            Row(name: "fx_audio_ogg_opus.ogg", container: "ogg", audio: 394, seconds: 7.87),
            Row(
                name: "hard/phone_rot90.mp4", container: "mp4", video: 60, keys: 1, audio: 95, seconds: 2.0,
                size: "640x360"),
            Row(
                name: "hard/phone_vfr_editlist.mp4", container: "mp4", video: 71, keys: 1, audio: 142, seconds: 2.8,
                size: "480x272"),
            Row(
                name: "hard/old_amr.3gp", container: "3gp", video: 32, keys: 3, audio: 100, seconds: 2.13,
                size: "176x144"),
            Row(name: "hard/mp3_cover.mp3", container: "mp3", audio: 85, seconds: 2.02),
            Row(name: "hard/wav_4gb_header.wav", container: "wav", audio: 24, seconds: 1.0),
        ]

        @Test("a recording is counted from its packets", arguments: rows)
        func countsPackets(_ row: Row) throws {
            let probe = try Sample(row.name).probe()
            #expect(probe.container == row.container)
            #expect(probe.mainVideo?.packets == row.video)
            #expect(probe.mainVideo?.keyFrames == row.keys)
            #expect(probe.mainAudio?.packets == row.audio)
            #expect(abs((probe.durationSeconds ?? 0) - row.seconds) < 0.06)
            #expect(probe.mainVideo.map { "\($0.width ?? 0)x\($0.height ?? 0)" } == row.size)
            #expect(probe.unreadBytes == 0)
        }

        @Test(
            "what is unusual is named",
            arguments: [
                ("cr_timeslice_webm.webm", ["duration"]), ("cr_canvas_resized_webm_vp8.webm", ["sizeChange"]),
                ("hard/two_webm_joined.webm", ["joined", "duration"]), ("cr_webm_vp9_opus.webm", []),
                ("hard/cut_70pct.webm", ["truncated", "duration"]),
            ])
        func namesDefects(name: String, codes: [String]) throws {
            let probe = try Sample(name).probe()
            #expect(Set(probe.defects.map(\.code)) == Set(codes))
        }

        @Test("rotation, cover and edit list are seen")
        func seesTheUnusual() throws {
            let turned = try #require(try Sample("hard/phone_rot90.mp4").probe().mainVideo)
            #expect(turned.rotation == 270)
            let cover = try Sample("hard/mp3_cover.mp3").probe()
            #expect(cover.tracks.contains { $0.isAttachedPicture })
            #expect(cover.mainVideo == nil)
            let edited = try #require(try Sample("hard/phone_vfr_editlist.mp4").probe().mainVideo)
            #expect(edited.firstSeconds == 0)
        }

        @Test("media in many extents is read as one")
        func readsExtents() throws {
            let sample = try Sample("cr_webm_vp8_opus.webm")
            let (data, cut) = (sample.data, 50_001)
            let swapped = try Sample(data: data[cut...] + Data("gap".utf8) + data[..<cut])
            let tail = Int64(data.count - cut)
            let layout = ObjectLayout(closed: [
                Extent(file: .asset, offset: tail + 3, length: Int64(cut)),
                Extent(file: .asset, offset: 0, length: tail),
            ])
            let probe = try FFmpegWork(input: swapped.file.descriptor, layout: layout, limits: MediaLimits()).probe()
            #expect(try probe == sample.probe())
        }
    }
}
