import FerryCore
import FoundationEssentials

/// Inputs to begin with, where no file of the project is one.
enum FuzzSeeds {
    /// The inputs of a target.
    static func inputs(of target: FuzzTarget) -> [[UInt8]] {
        switch target {
        case .dataURI: texts.map { [3, 0, 63, 7] + Array($0.utf8) }
        case .containers, .ogg, .reading, .pieces, .relocation: []
        case .frames: [frames(messages), frames([[0], [1, 2, 3]])]
        case .messages: messages
        case .answers: answers.map { [7, 0, 1, 31] + Array($0.utf8) }
        case .forms: forms.map { [7, 0, 1, 31] + Array($0.replacing("\n", with: "\r\n").utf8) }
        }
    }

    private static let texts = [
        "data:video/webm;codecs=vp8,opus;base64,GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQRChYECGFOAZwH=",
        "data:video/webm;codecs=\"vp8,opus\";base64,GkXf%6F5\r\n9ChoE", "data:audio/ogg;base64,T2dnUwAC__--",
        "data:,hello%20world#fragment", "\u{FEFF}  DATA:text/plain;charset=utf-8,a%C3%A9", "data:;base64,", "data:",
    ]

    private static let answers = [
        #"{"questionId":"q","questionIndex":3,"responseText":"\ud83d\ude00 \"é\" \\","durationSeconds":-1.5e2}"#,
        #"{"videoDataUri":"data:video\/webm;base64,AAA\u002f","x":[{"y":[null,true,false,0]}],"uploadImmediately":false}"#,
        #" { "audioDataUri" : "data:,a" , "videoUpload" : null , "" : {} } "#, "[]", "{\"a\":1,\"a\":2}",
    ]

    private static let forms = [
        """
        --B
        Content-Disposition: form-data; name="questionId"

        q
        --B
        content-disposition: form-data; name="video"; filename="a.webm"
        Content-Type: video/webm;codecs=vp8

        \u{1A}\r\n--\r\n--\r\n-
        --B
        Content-Disposition: form-data; name="audioDataUri"

        data:audio/ogg;base64,T2dn
        --B--

        """,
        "before\n--B \nContent-Disposition: form-data; name=audio; filename=\"\"\n\n\n--B--after",
        "--B\nContent-Disposition: form-data; name=\"x\"\nX: y\n\n\n--B\nA: b\n\n--B--",
    ]

    private static var messages: [[UInt8]] {
        let probe = MediaWorkerRequest(
            task: .probe, layout: ObjectLayout(wholeFile: .asset, length: 1000), limits: MediaLimits())
        let events: [MediaWorkerEvent] = [
            .failed(FerryError(.mediaNotMedia, "it is no media", input: "answer.webm", next: "look at it")),
            .described(
                MediaWorkerDescription(
                    versions: MediaLibraryVersions(libavformat: "59.27.100", libavcodec: "59.37.100"),
                    confinement: ConfinementReport(landlock: 7, filtersSystemCalls: true))),
        ]
        let encoder = JSONEncoder()
        let documents = [try? encoder.encode(probe)] + events.map { try? encoder.encode($0) }
        return documents.compactMap { $0.map { [UInt8]($0) } }
    }

    private static func frames(_ messages: [[UInt8]]) -> [UInt8] {
        [7, 1, 255, 31] + messages.flatMap { (try? FrameEncoder.frame($0)) ?? [] }
    }
}
