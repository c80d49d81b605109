import FerryCore
import Testing

@Suite("What a user may ask of a job") struct JobMoveTests {
    /// One row for each state: what pause, resume, retry and cancel come to; `=` is already so, `-` is illegal.
    private static let table: [(JobState, String)] = [
        (.accepted, "paused = = cancelled"),
        (.inspecting, "paused = = cancelled"),
        (.encoding, "paused = = cancelled"),
        (.queued, "paused = = cancelled"),
        (.uploading, "paused = = cancelled"),
        (.retrying, "paused = accepted cancelled"),
        (.confirming, "paused = = cancelled"),
        (.paused, "= accepted - cancelled"),
        (.delivered, "- - - -"),
        (.failed, "- - accepted cancelled"),
        (.refused, "- - - -"),
        (.cancelled, "- - - ="),
    ]

    @Test("the table of states and moves", arguments: table)
    func effects(_ state: JobState, _ row: String) {
        let effects = [JobMove.pause, .resume, .retry, .cancel].map { move in
            switch move.effect(on: state) {
            case .become(let next): next.rawValue
            case .alreadySo: "="
            case .illegal: "-"
            }
        }
        #expect(effects.joined(separator: " ") == row)
    }

    @Test("the table has every state, and each of its steps is legal")
    func whole() {
        #expect(Set(Self.table.map(\.0)) == Set(JobState.allCases))
        for move in JobMove.allCases {
            for state in JobState.allCases {
                guard case .become(let next) = move.effect(on: state) else { continue }
                #expect(state.mayBecome(next), "\(move) of \(state)")
            }
        }
    }

    @Test(
        "a move of all jobs means those it changes, and gives up none that had failed",
        arguments: [
            (.pause, [.accepted, .inspecting, .encoding, .queued, .uploading, .retrying, .confirming]),
            (.resume, [.paused]),
            (.retry, [.retrying, .failed]),
            (.cancel, [.accepted, .inspecting, .encoding, .queued, .uploading, .retrying, .confirming, .paused]),
        ] as [(JobMove, Set<JobState>)])
    func all(_ move: JobMove, _ states: Set<JobState>) {
        #expect(Set(JobState.allCases.filter(move.meansAll)) == states)
    }

    @Test("a move that makes no sense says what would")
    func refusals() {
        let error = JobMove.retry.refusal(of: JobID(rawValue: "one"), in: .paused)
        #expect(error.description.hasPrefix("one: a job that is paused cannot be asked to retry; use mediaferry jobs"))
        #expect(error.disposition == .giveUp)
        for move in JobMove.allCases {
            for state in JobState.allCases where move.effect(on: state) == .illegal {
                #expect(!move.refusal(of: JobID(rawValue: "one"), in: state).next.isEmpty)
            }
        }
    }
}
