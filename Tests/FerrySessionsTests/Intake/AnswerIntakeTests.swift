import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline
@testable import FerrySessions

@Suite(.timeLimit(.minutes(1))) struct AnswerIntakeTests {
    private let state: ScratchState

    init() throws { state = try ScratchState() }

    private func take(
        _ body: [UInt8], _ framing: AnswerFraming, limits: IntakeLimits = IntakeLimits(), pieces: Int = 1000
    ) async throws(FerryError) -> TakenAnswer {
        let intake = AnswerIntake(framing, spool: state.spool, limits: limits)
        for piece in body.pieces(of: pieces) { try await intake.append(Array(piece)) }
        return try await intake.finish()
    }

    private func json(_ video: [UInt8], _ audio: [UInt8]) -> [UInt8] {
        let text = dataURI(video).replacingOccurrences(of: "/", with: "\\/")
        return Array(
            """
            {"audioDataUri":"\(dataURI(audio, type: "audio/ogg"))","questionId":"q","questionIndex":2,"responseText":"so",
             "durationSeconds":4.5,"videoDataUri":"\(text)"}
            """.utf8)
    }

    private func form(_ video: [UInt8], _ audio: [UInt8]) -> FormBody {
        var form = FormBody()
        form.add("durationSeconds", "4.5")
        form.add("questionId", "q")
        form.add(file: video, "video", fileName: "v.webm", type: "video/webm;codecs=vp8")
        form.add("responseText", "so")
        form.add(file: audio, "audio", fileName: "blob", type: "audio/ogg")
        form.add("questionIndex", "2")
        return form
    }

    @Test("an answer of text and media is on the disk, whichever way it came, and is known again")
    func taken() async throws {
        let (video, audio) = (content(100_000), content(3000, seed: 2))
        let asJSON = try await take(json(video, audio), .json)
        let form = form(video, audio)
        let asForm = try await take(
            form.whole, .multipart(boundary: try #require(MultipartBoundary(form.boundary))), pieces: 777)
        for answer in [asJSON, asForm] {
            #expect(answer.fields.questionId == "q" && answer.fields.questionIndex == 2)
            #expect(answer.fields.responseText == "so" && answer.fields.durationSeconds == 4.5)
            #expect(answer.fields.uploadImmediately)
            #expect(answer.media.map(\.kind) == [.video, .audio])
            for (media, bytes) in zip(answer.media, [video, audio]) {
                #expect(media.source.spoolKey == "\(media.job.rawValue).asset" && media.source.path == nil)
                #expect(media.source.bytes == Int64(bytes.count) && media.source.sha256 == sha256(bytes))
                #expect(state.bytes(media.source.spoolKey ?? "") == bytes)
            }
            #expect(answer.media.map(\.source.mediaType) == ["video/webm", "audio/ogg"])
        }
        #expect(asJSON.contentSHA256 == asForm.contentSHA256)
        #expect(asJSON.media.map(\.source.kind) == [.dataURI, .dataURI])
        #expect(asForm.media.map(\.source.kind) == [.stream, .stream])
        #expect(state.spooled.count == 4)
        #expect(
            try FileManager.default.attributesOfItem(atPath: "\(state.path)/spool/\(state.spooled[0])")[
                .posixPermissions] as? Int == 0o600)
    }

    @Test("another answer has another hash, whatever differs")
    func digests() {
        func media(_ kind: MediaKind, _ hash: String) -> TakenMedia {
            TakenMedia(
                kind: kind, job: JobID.make(),
                source: SourceRecord(
                    name: "n", kind: .stream, path: nil, spoolKey: "k", identity: nil, mediaType: "m", bytes: 3,
                    sha256: hash))
        }
        var fields = AnswerFields()
        fields.questionId = "a"
        fields.responseText = "b"
        var seen: Set<String> = []
        func add(_ fields: AnswerFields, _ media: [TakenMedia] = []) {
            #expect(seen.insert(TakenAnswer(fields: fields, media: media).contentSHA256).inserted)
        }
        add(fields)
        add(fields, [media(.video, "1")])
        add(fields, [media(.audio, "1")])
        add(fields, [media(.video, "2")])
        add(fields, [media(.video, "1"), media(.audio, "1")])
        #expect(
            !seen.insert(
                TakenAnswer(fields: fields, media: [media(.audio, "1"), media(.video, "1")]).contentSHA256
            ).inserted)
        for change: (inout AnswerFields) -> Void in [
            { $0.questionId = "ab" }, { $0.questionId = nil }, { $0.responseText = nil }, { $0.responseText = "" },
            { $0.questionIndex = 0 }, { $0.durationSeconds = 1 }, { $0.uploadImmediately = false },
            { ($0.questionId, $0.responseText) = ("b", "a") }, { ($0.questionId, $0.responseText) = ("a\nb", nil) },
        ] {
            var other = fields
            change(&other)
            add(other)
        }
    }

    @Test("a body of one recording is its question's")
    func raw() async throws {
        let video = content(5000)
        let framing = AnswerFraming.raw(questionId: "q", .video, contentType: "video/webm; codecs=vp9")
        let answer = try await take(video, framing)
        #expect(answer.fields.questionId == "q" && answer.media[0].source.mediaType == "video/webm")
        #expect(answer.media[0].source.sha256 == sha256(video) && answer.media[0].source.name == "video.webm")
        let json = try await take(Array("{\"questionId\":\"q\",\"videoDataUri\":\"\(dataURI(video))\"}".utf8), .json)
        #expect(json.contentSHA256 == answer.contentSHA256)
        // A page that sends the text of a data URI as a file means what it stands for.
        #expect(try await take(Array(dataURI(video).utf8), framing, pieces: 5).contentSHA256 == answer.contentSHA256)
        let error = await #expect(throws: FerryError.self) { try await take([], framing) }
        #expect(error?.code == .sourceEmpty)
    }

    @Test(
        "an answer that cannot be is refused with the field that is to blame, and nothing of it stays",
        arguments: [
            ("{\"videoDataUri\":\"data:video/webm;base64,AA*A\"}", "dataURI.badBase64", "videoDataUri"),
            ("{\"videoDataUri\":\"\"}", "source.empty", "videoDataUri"),
            ("{\"videoDataUri\":\"AAAA\"}", "dataURI.notADataURI", "videoDataUri"),
            ("{\"audioDataUri\":\"data:audio/ogg;base64,\"}", "dataURI.empty", "audioDataUri"),
            ("{\"audioDataUri\":\"data:audio/ogg;base64\"}", "dataURI.truncated", "audioDataUri"),
            ("{\"videoDataUri\":\"data:,abc\",\"videoUpload\":\"u\"}", "request.unprocessable", "video"),
            ("{\"videoUpload\":\"u\",\"videoDataUri\":\"data:,abc\"}", "request.unprocessable", "video"),
            ("{\"videoDataUri\":\"data:,abc\",\"questionIndex\":\"3\"}", "request.unprocessable", "questionIndex"),
            ("{\"videoDataUri\":\"data:,abc\",\"questionIndex\":1.5}", "request.unprocessable", "questionIndex"),
            ("{\"videoDataUri\":\"data:,abc\",\"questionIndex\":-1}", "request.unprocessable", "questionIndex"),
            ("{\"videoDataUri\":\"data:,abc\",\"questionIndex\":1e300}", "request.unprocessable", "questionIndex"),
            ("{\"videoDataUri\":\"data:,abc\",\"durationSeconds\":-0.5}", "request.unprocessable", "durationSeconds"),
            ("{\"videoDataUri\":\"data:,abc\",\"durationSeconds\":1e999}", "request.unprocessable", "durationSeconds"),
            (
                "{\"videoDataUri\":\"data:,abc\",\"uploadImmediately\":\"true\"}", "request.unprocessable",
                "uploadImmediately"
            ),
            ("{\"videoDataUri\":\"data:,abc\",\"uploadImmediately\":1}", "request.unprocessable", "uploadImmediately"),
            ("{\"videoDataUri\":\"data:,abc\",\"responseText\":7}", "request.unprocessable", "responseText"),
            (
                "{\"videoDataUri\":\"data:,abc\",\"responseText\":\"a\\u0000b\"}", "request.unprocessable",
                "responseText"
            ),
            ("{\"videoDataUri\":\"data:,abc\",\"questionId\":true}", "request.unprocessable", "questionId"),
            ("{\"audioDataUri\":\"data:,abc\",\"videoDataUri\":3}", "request.unprocessable", "videoDataUri"),
            (
                "{\"audioDataUri\":\"data:,abc\",\"videoDataUri\":\"data:,defghijklmnop\"}", "source.tooLarge",
                "videoDataUri"
            ),
            ("{\"videoDataUri\":\"data:,abc\"", "request.malformed", nil),
            ("{\"videoDataUri\":\"data:,abc", "request.malformed", nil),
        ] as [(String, String, String?)])
    func refused(body: String, code: String, input: String?) async {
        for pieces in [1, 7, 1000] {
            let error = await #expect(throws: FerryError.self) {
                try await take(Array(body.utf8), .json, limits: IntakeLimits(mediaBytes: 10), pieces: pieces)
            }
            #expect(error?.code.rawValue == code && error?.input == input)
            #expect(state.spooled == [])
        }
    }

    @Test("an answer that is given up leaves nothing, and takes nothing more")
    func discarded() async throws {
        let intake = AnswerIntake(.json, spool: state.spool)
        try await intake.append(Array("{\"videoDataUri\":\"\(dataURI(content(200_000)))".utf8))
        #expect(state.spooled.count == 1)
        await intake.discard()
        #expect(state.spooled == [])
        let late = await #expect(throws: FerryError.self) { try await intake.append([32]) }
        let end = await #expect(throws: FerryError.self) { _ = try await intake.finish() }
        #expect(late?.code == .cancelled && end?.code == .cancelled)
    }

    @Test("memory stays the same whatever the size of a data URI, also with every slash escaped")
    func memory() async throws {
        let intake = AnswerIntake(.json, spool: state.spool)
        try await intake.append(Array("{\"videoDataUri\":\"data:video\\/webm;base64,".utf8))
        let piece = Array(String(repeating: "AAAA\\/AA\\u002f", count: 3000).utf8)
        var most = 0
        for _ in 0..<60 {
            try await intake.append(piece)
            most = max(most, intake.heldBytes)
        }
        try await intake.append(Array("\"}".utf8))
        let answer = try await intake.finish()
        #expect(answer.media[0].source.bytes == 60 * 3000 * 6)
        #expect(most < 400_000)
    }
}
