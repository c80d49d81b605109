import FerryTesting
import Testing

@testable import FerryCore

@Suite struct ContainerSurveyTests {
    private func matroska(_ bytes: [UInt8]) throws -> ContainerSurvey {
        try ContainerSurvey.matroska(MemoryByteSource(bytes))
    }

    private func mp4(_ bytes: [UInt8]) throws -> ContainerSurvey { try ContainerSurvey.mp4(MemoryByteSource(bytes)) }

    @Test(
        "whole recordings are whole, one, and without garbage",
        arguments: [
            "DataURI/cr_short_300ms_webm.webm", "Containers/fx_short_300ms.webm", "Containers/cr_audio_mp4_default.mp4",
        ])
    func whole(_ path: String) throws { try expectWhole(try Resource.bytes(path)) }

    @Test("recordings beside the checkout are whole", arguments: SharedRecordings.names)
    func shared(_ name: String) throws { try expectWhole(try SharedRecordings.bytes(name)) }

    private func expectWhole(_ bytes: [UInt8]) throws {
        let source = MemoryByteSource(bytes)
        let survey = try #require(
            try ContainerSurvey.survey(source, container: try MediaSniffer.container(of: source)))
        #expect(!survey.isTruncated && survey.brokenAt == nil && survey.isComplete)
        #expect(survey.recordingStarts == [0])
        #expect(survey.soundBytes == source.byteCount)
        #expect(survey.unreadBytes(of: source) == 0)
        #expect(survey.hasHeader && survey.hasMedia)
    }

    @Test("other containers have no structure to follow") func others() throws {
        #expect(try ContainerSurvey.survey(MemoryByteSource([1, 2, 3]), container: .wav) == nil)
    }

    @Test("the pages of an Ogg stream are followed, and damage to any is found by its checksum") func pages() throws {
        let bytes = try Resource.bytes("Containers/fx_audio_default_none.ogg")
        func ogg(_ bytes: [UInt8]) throws -> ContainerSurvey { try ContainerSurvey.ogg(MemoryByteSource(bytes)) }
        let whole = try ogg(bytes)
        #expect(whole.isWhole && whole.recordingStarts == [0] && whole.soundBytes == Int64(bytes.count))
        var flipped = bytes
        flipped[bytes.count / 2] ^= 1
        #expect(try ogg(flipped).holes.count == 1)
        let half = bytes.count / 2
        let zeros = bytes[..<half] + [UInt8](repeating: 0, count: 9000) + bytes[(half + 9000)...]
        let hole = try #require(try ogg(Array(zeros)).holes.first)
        #expect(hole.lowerBound <= Int64(half) && hole.upperBound >= Int64(half + 9000))
        #expect(try ogg(Array(bytes.dropLast(30))).isTruncated)
        #expect(try ogg(bytes + [1, 2, 3]).brokenAt == Int64(bytes.count))
        #expect(try ogg(bytes + bytes).recordingStarts == [0, Int64(bytes.count)])
    }

    @Test("a Chromium recording that was cut is truncated, at its last whole block") func cut() throws {
        let bytes = try Resource.bytes("Containers/cut_70pct.webm")
        let survey = try matroska(bytes)
        #expect(survey.isTruncated)
        #expect(survey.brokenAt == nil)
        #expect(survey.soundBytes > 90_000 && survey.soundBytes < Int64(bytes.count))
        #expect(survey.unreadBytes(of: MemoryByteSource(bytes)) == Int64(bytes.count) - survey.soundBytes)
        let declared = try #require(survey.declaredDurationSeconds)
        #expect(abs(declared - 5.89) < 0.01)
        #expect(!survey.hasIndex)
    }

    @Test("two joined recordings have two beginnings, and the first one's duration") func joined() throws {
        let survey = try matroska(try Resource.bytes("Containers/two_webm_joined.webm"))
        #expect(survey.recordingStarts == [0, 53630])
        #expect(!survey.isTruncated && survey.brokenAt == nil)
        let declared = try #require(survey.declaredDurationSeconds)
        #expect(abs(declared - 2.99) < 0.01)
    }

    @Test("a Firefox recording declares no duration") func noDuration() throws {
        #expect(try matroska(try Resource.bytes("Containers/fx_short_300ms.webm")).declaredDurationSeconds == nil)
    }

    @Test("live recordings end clusters and segments where another begins") func live() throws {
        let clusters = EBMLText.cluster(blocks: 3, isLive: true) + EBMLText.cluster(blocks: 2, isLive: true)
        let one =
            EBMLText.header(type: "webm")
            + EBMLText.live(MatroskaID.segment, EBMLText.element(MatroskaID.tracks, [1]) + clusters)
        let survey = try matroska(one)
        #expect(survey.soundBytes == Int64(one.count))
        #expect(survey.hasMedia && survey.hasHeader && !survey.isTruncated && survey.brokenAt == nil)
        #expect(try matroska(one + one).recordingStarts == [0, Int64(one.count)])
        #expect(try matroska(one + [0, 0, 0]).brokenAt == Int64(one.count))
        for cut in 1..<60 {
            let shorter = try matroska(Array(one.dropLast(cut)))
            #expect(shorter.isTruncated, "cut by \(cut)")
            #expect(shorter.soundBytes == Int64(one.count - 50 - 4 - 9), "cut by \(cut)")
        }
    }

    @Test("cues before and behind the clusters") func cues() throws {
        let cues = EBMLText.element(MatroskaID.cues, [1, 2])
        let cluster = EBMLText.cluster(blocks: 1)
        let info = EBMLText.info(duration: 2500)
        let front = EBMLText.header(type: "webm") + EBMLText.element(MatroskaID.segment, info + cues + cluster)
        let back = EBMLText.header(type: "webm") + EBMLText.element(MatroskaID.segment, info + cluster + cues)
        #expect(try matroska(front).hasIndex && matroska(front).isIndexInFront)
        #expect(try matroska(back).hasIndex && !matroska(back).isIndexInFront)
        #expect(try matroska(back).declaredDurationSeconds == 2.5)
        #expect(try !matroska(back).isTruncated)
        let truncated = try matroska(Array(back.dropLast(2)))
        #expect(truncated.isTruncated && truncated.soundBytes == Int64(back.count - 2 - 9 - 4 + 1))
    }

    @Test("a segment that is shorter than its size says is truncated, also where a whole element ends")
    func shortSegment()
        throws
    {
        let whole =
            EBMLText.header(type: "webm")
            + EBMLText.element(MatroskaID.segment, EBMLText.cluster(blocks: 1) + EBMLText.cluster(blocks: 1))
        let cut = Array(whole.dropLast(EBMLText.cluster(blocks: 1).count))
        #expect(try !matroska(whole).isTruncated)
        #expect(try matroska(cut).isTruncated)
        #expect(try matroska(cut).soundBytes == Int64(cut.count))
        // A recording behind a segment of known size begins another, whatever the walk was in.
        #expect(try matroska(whole + whole).recordingStarts == [0, Int64(whole.count)])
    }

    @Test("elements that do not belong are found, not followed") func broken() throws {
        let head = EBMLText.header(type: "webm")
        let segment = EBMLText.element(MatroskaID.segment, EBMLText.cluster(blocks: 1))
        #expect(try matroska(head + segment + Array("garbage".utf8)).brokenAt == Int64(head.count + segment.count))
        #expect(try matroska(segment).brokenAt == 0)
        #expect(try matroska(head + head + segment).recordingStarts == [0, Int64(head.count)])
        let unsized = EBMLText.live(MatroskaID.tags, [1])
        #expect(try matroska(head + EBMLText.live(MatroskaID.segment, unsized)).brokenAt == Int64(head.count + 12))
    }

    @Test("an MP4's index is found in front and at the end") func boxes() throws {
        let front = try mp4(try Resource.bytes("Containers/phone_vfr_editlist.mp4"))
        #expect(front.hasIndex && front.isIndexInFront && !front.isFragmented)
        #expect(abs((front.declaredDurationSeconds ?? 0) - 2.81) < 0.02)
        let back = try mp4(try Resource.bytes("Containers/phone_rot90.mp4"))
        #expect(back.hasIndex && !back.isIndexInFront && back.hasHeader)
        #expect(abs((back.declaredDurationSeconds ?? 0) - 2.0) < 0.05)
        let fragments = try mp4(try Resource.bytes("Containers/cr_audio_mp4_default.mp4"))
        #expect(fragments.isFragmented && fragments.hasHeader && !fragments.isTruncated)
        let missing = try mp4(try Resource.bytes("Containers/moov_missing.mp4"))
        #expect(!missing.hasHeader && !missing.hasIndex && missing.hasMedia && !missing.isTruncated)
    }

    @Test("an MP4 cut anywhere is truncated or has no index") func cutBoxes() throws {
        let bytes = try Resource.bytes("Containers/phone_rot90.mp4")
        var seed = SeededRandom(seed: 3)
        for _ in 0..<200 {
            let count = Int.random(in: 33..<bytes.count, using: &seed)
            let survey = try mp4(Array(bytes.prefix(count)))
            let isAtBox = [32, 40, 40 + 37022].contains(count)
            #expect(survey.isTruncated != isAtBox, "cut at \(count)")
            #expect(survey.soundBytes <= Int64(count))
        }
    }

    @Test("fragments without their media, joined files, and bytes behind the last box") func fragments() throws {
        let head = BoxText.box("ftyp", []) + BoxText.movie([])
        let fragment = BoxText.box("moof", [1]) + BoxText.box("mdat", [2])
        #expect(try mp4(head + fragment + BoxText.box("moof", [1])).isTruncated)
        #expect(try !mp4(head + fragment).isTruncated)
        #expect(try mp4(head + fragment + BoxText.box("mfra", [])).hasIndex)
        #expect(try mp4(head + BoxText.box("sidx", []) + fragment).isIndexInFront)
        #expect(try !mp4(head + fragment).hasIndex)
        let one = head + fragment
        #expect(try mp4(one + one).recordingStarts == [0, Int64(one.count)])
        #expect(try mp4(one + [0, 0, 0, 0]).brokenAt == Int64(one.count))
        #expect(try mp4(one + [0, 0, 0, 9, 1, 1, 1, 1, 1]).brokenAt == Int64(one.count))
        #expect(try mp4(one + BoxText.number(3, bytes: 4) + Array("free".utf8)).brokenAt == Int64(one.count))
    }

    @Test("a fragmented movie's duration is read from mehd, 64-bit headers are read") func durations() throws {
        func header(_ version: UInt8, _ units: Int, width: Int) -> [UInt8] {
            BoxText.box(
                "mvhd",
                [version, 0, 0, 0] + BoxText.number(0, bytes: width * 2) + BoxText.number(1000, bytes: 4)
                    + BoxText.number(units, bytes: width))
        }
        let extends = BoxText.box("mvex", BoxText.box("mehd", [0, 0, 0, 0] + BoxText.number(4500, bytes: 4)))
        func seconds(_ data: [UInt8]) throws -> Double? {
            try mp4(BoxText.box("moov", data, isLong: true)).declaredDurationSeconds
        }
        #expect(try seconds(header(0, 2500, width: 4)) == 2.5)
        #expect(try seconds(header(1, 3500, width: 8)) == 3.5)
        #expect(try seconds(header(0, 0, width: 4) + extends) == 4.5)
        #expect(try seconds(header(0, 0, width: 4)) == nil)
        #expect(try seconds(header(0, 0xFFFF_FFFF, width: 4)) == nil)
    }

    @Test("the number of steps is bounded") func bounded() throws {
        let boxes = (0..<100).flatMap { _ in BoxText.box("free", []) }
        #expect(try !ContainerSurvey.mp4(MemoryByteSource(boxes), maxSteps: 99).isComplete)
        #expect(try ContainerSurvey.mp4(MemoryByteSource(boxes), maxSteps: 100).isComplete)
        let blocks =
            EBMLText.header(type: "webm")
            + EBMLText.live(MatroskaID.segment, EBMLText.cluster(blocks: 50, isLive: true))
        #expect(try !ContainerSurvey.matroska(MemoryByteSource(blocks), maxSteps: 20).isComplete)
    }

    @Test(
        "no damage brings a walk down",
        arguments: [
            "DataURI/cr_short_300ms_webm.webm", "Containers/fx_short_300ms.webm", "Containers/phone_rot90.mp4",
            "Containers/cr_audio_mp4_default.mp4",
        ])
    func damage(_ path: String) throws {
        let bytes = try Resource.bytes(path)
        var seed = SeededRandom(seed: 5)
        for _ in 0..<300 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...20, using: &seed) {
                let place = Int.random(in: 0..<(Bool.random(using: &seed) ? 400 : changed.count), using: &seed)
                changed[place] = UInt8.random(in: 0...255, using: &seed)
            }
            changed.removeLast(Int.random(in: 0..<100, using: &seed))
            for survey in [try matroska(changed), try mp4(changed)] {
                #expect(survey.soundBytes <= Int64(changed.count))
                #expect((survey.brokenAt ?? 0) < Int64(changed.count))
            }
        }
    }
}
