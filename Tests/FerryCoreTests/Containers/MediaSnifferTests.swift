import FerryTesting
import Testing

@testable import FerryCore

@Suite struct MediaSnifferTests {
    enum Answer: Sendable, Equatable {
        case container(MediaContainer)
        case refused(FerryError.Code)

        init(_ bytes: [UInt8]) {
            do throws(FerryError) {
                self = .container(try MediaSniffer.container(of: MemoryByteSource(bytes)))
            } catch {
                self = .refused(error.code)
            }
        }
    }

    static let files: [(String, Answer)] = [
        ("DataURI/cr_short_300ms_webm.webm", .container(.webm)),
        ("DataURI/cr_zero_webm.webm", .refused(.mediaEmptyRecording)),
        ("Containers/fx_short_300ms.webm", .container(.webm)),
        ("Containers/fx_audio_default_none.ogg", .container(.ogg)),
        ("Containers/cr_audio_mp4_default.mp4", .container(.mp4)),
        ("Containers/cut_70pct.webm", .container(.webm)),
        ("Containers/two_webm_joined.webm", .container(.webm)),
        ("Containers/bomb_vp8_16383.webm", .container(.webm)),
        ("Containers/chunk_lost_first.begin.webm", .refused(.mediaNoHeader)),
        ("Containers/moov_missing.mp4", .refused(.mediaNoIndex)),
        ("Containers/phone_rot90.mp4", .container(.mp4)),
        ("Containers/phone_vfr_editlist.mp4", .container(.mp4)),
        ("Containers/old_amr.3gp", .container(.threeGP)),
        ("Containers/mp3_cover.mp3", .container(.mp3)),
        ("Containers/wav_4gb_header.begin.wav", .container(.wav)),
        ("Containers/sibling_secret.ts", .container(.mpegts)),
        ("Containers/html.webm", .refused(.mediaNotMedia)),
        ("Containers/hls_sibling.webm", .refused(.mediaForbiddenFormat)),
        ("Containers/ffconcat_sibling.mp4", .refused(.mediaForbiddenFormat)),
    ]

    @Test("real files are recognised or refused by their bytes", arguments: files)
    func file(_ path: String, _ answer: Answer) throws {
        #expect(Answer(try Resource.bytes(path)) == answer)
    }

    @Test("recordings beside the checkout are recognised", arguments: SharedRecordings.names)
    func recording(_ name: String) throws {
        let expected: MediaContainer =
            name.hasSuffix("webm") ? .webm : name.hasSuffix("mkv") ? .matroska : name.hasSuffix("mp4") ? .mp4 : .ogg
        #expect(Answer(try SharedRecordings.bytes(name)) == .container(expected))
    }

    static let texts: [(String, FerryError.Code)] = [
        ("#EXTM3U\n", .mediaForbiddenFormat), ("\u{FEFF}#EXTM3U", .mediaForbiddenFormat),
        ("  \r\n #extm3u", .mediaForbiddenFormat), ("ffconcat version 1.0\n", .mediaForbiddenFormat),
        ("#!/bin/sh\n", .mediaForbiddenFormat), ("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", .mediaForbiddenFormat),
        ("[playlist]\nFile1=x", .mediaForbiddenFormat), ("rtsp://host/x", .mediaForbiddenFormat),
        ("<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\">", .mediaForbiddenFormat),
        ("<?xml version=\"1.0\"?>\n<!-- x -->\n<MPD>", .mediaForbiddenFormat),
        ("<?xml version=\"1.0\"?><SmoothStreamingMedia>", .mediaForbiddenFormat),
        ("<?xml version=\"1.0\"?><note/>", .mediaNotMedia), ("<!DOCTYPE html><html>", .mediaNotMedia),
        ("{\"error\": \"not found\"}", .mediaNotMedia), ("data:video/webm;base64,GkXf", .mediaNotMedia),
        ("plain words", .mediaNotMedia), ("Grüße aus Köln", .mediaNotMedia),
    ]

    @Test("text is refused, and playlists and scripts by name", arguments: texts)
    func text(_ text: String, _ code: FerryError.Code) {
        #expect(Answer(Array(text.utf8)) == .refused(code))
    }

    @Test("nothing, zeros and noise are refused") func noise() {
        #expect(Answer([]) == .refused(.sourceEmpty))
        #expect(Answer([0]) == .refused(.mediaNotMedia))
        #expect(Answer([UInt8](repeating: 0, count: 100_000)) == .refused(.mediaNotMedia))
        for number in 0..<50 {
            var seed = SeededRandom(seed: UInt64(number))
            #expect(Answer(seed.bytes(70_000)) == .refused(.mediaNotMedia), "seed \(number)")
        }
    }

    static let beginnings: [(String, [UInt8], Answer)] = [
        ("flac", Array("fLaC\0\0\0\u{22}".utf8), .container(.flac)),
        ("flac behind ID3", Array("ID3\u{3}\0\0\0\0\0\u{2}xxfLaC\0".utf8), .container(.flac)),
        ("avi", Array("RIFF\0\0\0\0AVI LIST".utf8), .container(.avi)),
        ("rf64", Array("RF64\u{7F}\u{7F}\u{7F}\u{7F}WAVEds64".utf8), .container(.wav)),
        ("riff of another kind", Array("RIFF\0\0\0\0WEBPVP8 ".utf8), .refused(.mediaNotMedia)),
        ("amr", Array("#!AMR\n<".utf8), .container(.amr)),
        ("amr wide band", Array("#!AMR-WB\n".utf8), .container(.amr)),
        ("two ADTS frames", adts + adts, .container(.aac)),
        ("one ADTS frame is all", adts, .container(.aac)),
        ("ADTS and noise", adts + [1, 2, 3, 4, 5, 6, 7, 8], .refused(.mediaNotMedia)),
        ("two MP3 frames", mp3 + mp3, .container(.mp3)),
        ("MP3 behind padding", Array("ID3\u{3}\0\0\0\0\0\u{2}xx".utf8) + [0, 0, 0] + mp3 + mp3, .container(.mp3)),
        ("an ID3 tag before noise", Array("ID3\u{3}\0\0\0\0\0\u{2}xx".utf8) + [9, 9, 9], .refused(.mediaNotMedia)),
        (
            "transport stream with times", (0..<3).flatMap { _ in [0, 0, 0, 1, 0x47] + filler(187) },
            .container(.mpegts)
        ),
        ("QuickTime", BoxText.box("ftyp", Array("qt  \0\0\0\0".utf8)) + BoxText.box("moov", []), .container(.mov)),
        ("QuickTime without a type", BoxText.box("moov", []) + BoxText.box("mdat", [1]), .container(.mov)),
        ("only a type", BoxText.box("ftyp", Array("isom\0\0\0\0".utf8)), .refused(.mediaEmptyRecording)),
        (
            "a fragment alone", BoxText.box("styp", []) + BoxText.box("moof", []) + BoxText.box("mdat", [1]),
            .refused(.mediaNoHeader)
        ),
        (
            "an endless mdat", BoxText.box("ftyp", []) + [0, 0, 0, 0] + Array("mdat".utf8) + filler(900),
            .refused(.mediaNoIndex)
        ),
        (
            "a long mdat without moov",
            BoxText.box("ftyp", []) + BoxText.box("mdat", filler(90_000)) + BoxText.box("free", []),
            .refused(.mediaNoIndex)
        ),
        (
            "a long mdat with moov",
            BoxText.box("ftyp", []) + BoxText.box("mdat", filler(90_000)) + BoxText.box("moov", []), .container(.mp4)
        ),
        ("Matroska of another type", EBMLText.header(type: "matroska") + [1], .container(.matroska)),
        ("WebM", EBMLText.header(type: "webm\0\0") + [1], .container(.webm)),
        ("a header alone", EBMLText.header(type: "webm"), .refused(.mediaEmptyRecording)),
        (
            "a header and zeros without end", EBMLText.header(type: "webm") + [UInt8](repeating: 0, count: 70_000),
            .refused(.mediaNoHeader)
        ),
        (
            "blocks without header", Array("noise".utf8) + (0..<4).flatMap { _ in EBMLText.block(40) },
            .refused(.mediaNoHeader)
        ),
    ]

    @Test("beginnings decide", arguments: beginnings)
    func beginning(_ name: String, _ bytes: [UInt8], _ answer: Answer) {
        #expect(Answer(bytes) == answer, "\(name)")
    }

    @Test("no beginning of a file and no change in it brings the sniffer down", arguments: files.map(\.0))
    func damage(_ path: String) throws {
        let bytes = Array(try Resource.bytes(path).prefix(3000))
        var seed = SeededRandom(seed: 11)
        for _ in 0..<40 {
            var changed = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &seed)))
            for _ in 0..<Int.random(in: 0...6, using: &seed) where !changed.isEmpty {
                changed[Int.random(in: 0..<min(changed.count, 64), using: &seed)] = UInt8.random(
                    in: 0...255, using: &seed)
            }
            _ = Answer(changed)
        }
    }

    /// A frame of 16 bytes: AAC LC, 44.1 kHz, stereo.
    private static let adts: [UInt8] = [0xFF, 0xF1, 0x50, 0x80, 0x02, 0x1F, 0xFC] + filler(9)
    /// A frame of 417 bytes: MPEG-1 layer III, 128 kbit/s, 44.1 kHz.
    private static let mp3: [UInt8] = [0xFF, 0xFB, 0x90, 0x00] + filler(413)

    private static func filler(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x55, count: count) }
}
