import FerryCore
import FerryTesting
import Testing

@testable import FerrySessions

@Suite struct HandOffComposerTests {
    private static let now = Timestamp(microseconds: 1_700_000_000_000_000)

    private static func composer(_ questions: [String] = ["a", "b"], current: Answer? = nil) -> HandOffComposer {
        var session = InterviewSession(
            id: SessionID(rawValue: "s"), userID: "u", kind: "k",
            questions: questions.map { Question(questionId: $0, text: "?") }, startedAt: now, expiresAt: now)
        session.questionIndex = 1
        return HandOffComposer(
            session: session, current: current, settings: ServiceSettings(), destination: "file:///d", endpoint: nil,
            preset: .interview, now: now)
    }

    private static func taken(_ change: (inout AnswerFields) -> Void, media: [MediaKind] = []) -> TakenAnswer {
        var fields = AnswerFields()
        change(&fields)
        return TakenAnswer(
            fields: fields,
            media: media.map { kind in
                TakenMedia(
                    kind: kind, job: JobID(rawValue: "job-\(kind.rawValue)"),
                    source: SourceRecord(
                        name: "\(kind.rawValue).webm", kind: .stream, path: nil, spoolKey: "x", identity: nil,
                        mediaType: "video/webm", bytes: 5, sha256: "00"))
            })
    }

    @Test(
        "an answer belongs to the question it names, else the one at its place, else the one that is asked now",
        arguments: [("b", nil, "b", 1), ("a", 1, "a", 0), (nil, 0, "a", 0), (nil, nil, "b", 1)]
            as [(String?, Int?, String, Int)])
    func questions(_ id: String?, _ index: Int?, _ expected: String, _ place: Int) throws {
        let handOff = try Self.composer().handOff(
            Self.taken {
                $0.questionId = id
                $0.questionIndex = index
                $0.responseText = ""
            }, addsMedia: false, key: nil)
        #expect(handOff.answer.questionId == expected && handOff.answer.questionIndex == place)
    }

    @Test("a question that the session does not have is refused, unless it has none at all")
    func unknown() throws {
        let taken = Self.taken {
            $0.questionId = "z"
            $0.responseText = "t"
        }
        #expect(throws: FerryError.self) { try Self.composer().handOff(taken, addsMedia: false, key: nil) }
        #expect(try Self.composer([]).handOff(taken, addsMedia: false, key: nil).answer.questionId == "z")
    }

    @Test("an answer with nothing in it is refused")
    func nothing() {
        #expect(throws: FerryError.self) {
            try Self.composer().handOff(Self.taken { $0.questionId = "a" }, addsMedia: false, key: nil)
        }
    }

    @Test("each recording is a job of its own that names its answer; held ones wait")
    func jobs() throws {
        let handOff = try Self.composer().handOff(
            Self.taken({ $0.uploadImmediately = false }, media: [.video, .audio]), addsMedia: false, key: "k")
        #expect(handOff.jobs.map(\.state) == [.paused, .paused])
        #expect(handOff.jobs.map { $0.owner?.media } == ["video", "audio"])
        #expect(handOff.jobs.allSatisfy { $0.owner?.answerId == handOff.answer.id.rawValue && $0.preset == .interview })
        #expect(Set(handOff.jobs.map(\.key)).count == 2 && Set(handOff.jobs.map(\.source.name)).count == 2)
        #expect(handOff.jobs[0].source.name.hasPrefix("s-0002-video-") && handOff.record.idempotencyKey == "k")
        #expect(handOff.answer.video?.isHeld == true && handOff.answer.status == .queued)
    }

    @Test("recordings that come by themselves have the answer's name, or share one")
    func shared() throws {
        let video = try Self.composer().handOff(Self.taken({ _ in }, media: [.video]), addsMedia: true, key: nil)
        let audio = try Self.composer().handOff(Self.taken({ _ in }, media: [.audio]), addsMedia: true, key: nil)
        #expect(video.answer.id == audio.answer.id)
        let later = try Self.composer(current: video.answer).handOff(
            Self.taken({ _ in }, media: [.audio]), addsMedia: true, key: nil)
        #expect(later.answer.id == video.answer.id)
        let whole = try Self.composer().handOff(Self.taken({ _ in }, media: [.video]), addsMedia: false, key: nil)
        #expect(whole.answer.id != video.answer.id)
    }
}
