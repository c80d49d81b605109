import Foundation
import Testing

/// A recording and what must become of it.
struct MediaSample: Sendable, CustomTestStringConvertible {
    /// What must come out.
    enum Expectation: Sendable {
        /// All of it, whole.
        case transcodes
        /// What can be saved, with the loss stated, or a clear refusal.
        case repaired
        /// A refusal with one of these codes.
        case rejected(Set<String>)
        /// Repaired, refused or whole, but orderly.
        case either
    }

    let path: String
    let expectation: Expectation
    var seconds: Double?
    /// The shown picture; `nil` for sound alone.
    var width: Int?
    var height: Int?

    var name: String { URL(filePath: path).lastPathComponent }
    var testDescription: String { name }

    private static func whole(_ name: String, _ seconds: Double, _ width: Int? = nil, _ height: Int? = nil)
        -> MediaSample
    {
        MediaSample(
            path: "\(folder)/\(name)", expectation: .transcodes, seconds: seconds, width: width, height: height)
    }

    private static func refused(_ name: String, _ codes: String...) -> MediaSample {
        MediaSample(path: "\(folder)/hard/\(name)", expectation: .rejected(Set(codes)))
    }

    private static let folder = BuiltProducts.package + "/Samples/media"

    /// The project's own samples.
    static let own: [MediaSample] = [
        whole("cr_webm_vp8_opus.webm", 5.95, 640, 480), whole("cr_webm_vp9_opus.webm", 6.01, 640, 480),
        whole("cr_webm_av1_opus.webm", 5.0, 640, 480), whole("cr_webm_h264_opus.mkv", 5.0, 640, 480),
        whole("cr_timeslice_webm.webm", 6.01, 640, 480), whole("cr_mp4_avc1_opus.mp4", 5.97, 640, 480),
        whole("cr_canvas_resized_webm_vp8.webm", 7.0, 640, 480), whole("cr_canvas_odd_size_vp8.webm", 2.98, 853, 481),
        whole("cr_audio_webm_opus.webm", 7.98), whole("cr_short_300ms_webm.webm", 0.26, 640, 480),
        whole("fx_webm_vp8_opus.webm", 5.99, 640, 480), whole("fx_element_capture.webm", 4.98, 640, 480),
        whole("fx_audio_ogg_opus.ogg", 7.87), whole("hard/phone_rot90.mp4", 2.0, 360, 640),
        whole("hard/phone_vfr_editlist.mp4", 2.76, 480, 272), whole("hard/old_amr.3gp", 2.13, 176, 144),
        whole("hard/mp3_cover.mp3", 2.02), whole("hard/wav_4gb_header.wav", 1.0),
        refused("moov_missing.mp4", "media.noIndex"), refused("chunk_lost_first.webm", "media.noHeader"),
        refused("html.webm", "media.notMedia"), refused("hls_sibling.webm", "media.forbiddenFormat", "media.notMedia"),
        refused("ffconcat_sibling.mp4", "media.forbiddenFormat", "media.notMedia"),
        refused("bomb_vp8_16383.webm", "media.tooManyPixels"), refused("cr_zero_webm.webm", "media.emptyRecording"),
        MediaSample(path: "\(folder)/hard/cut_70pct.webm", expectation: .repaired, seconds: 4.21),
        MediaSample(path: "\(folder)/hard/two_webm_joined.webm", expectation: .repaired),
        MediaSample(path: "\(folder)/hard/flip_4.webm", expectation: .either),
        MediaSample(path: "\(folder)/hard/streams_200.mkv", expectation: .either),
    ]

    /// The folder of further recordings beside the package.
    private static let further = BuiltProducts.package + "/../shared/media"

    /// Recordings beside the package that the project has no copy of; none where that folder is not there.
    static let others: [MediaSample] = {
        guard let manifest = try? JSONValue.file(further + "/manifest.json") else { return [] }
        let names = Set(own.map(\.name))
        return manifest["files"]?.items.compactMap(sample).filter { !names.contains($0.name) } ?? []
    }()

    private static func sample(_ facts: JSONValue) -> MediaSample? {
        guard let file = facts["file"]?.text, let expect = facts["expect"]?.text else { return nil }
        let expectation: Expectation? =
            switch expect {
            case "transcodes": .transcodes
            case "repaired": .repaired
            case "rejected": .rejected([])
            default: .either
            }
        guard let expectation, file != "hard/sibling_secret.ts" else { return nil }
        let size = facts["display"]?.text?.split(separator: "x").compactMap { Int($0) } ?? []
        return MediaSample(
            path: "\(further)/\(file)", expectation: expectation, seconds: facts["duration_s"]?.number,
            width: size.first, height: size.last)
    }
}
