import FerryCore
import Testing

@Suite struct JobStateTests {
    /// Every state with the states that may follow it.
    static let steps: [JobState: Set<JobState>] = [
        .accepted: [.inspecting, .encoding, .queued, .paused, .failed, .refused, .cancelled],
        .inspecting: [.accepted, .encoding, .queued, .paused, .failed, .refused, .cancelled],
        .encoding: [.accepted, .queued, .paused, .failed, .refused, .cancelled],
        .queued: [.accepted, .uploading, .retrying, .confirming, .paused, .failed, .cancelled],
        .uploading: [.accepted, .queued, .retrying, .confirming, .paused, .failed, .cancelled],
        .retrying: [.accepted, .queued, .uploading, .confirming, .paused, .failed, .cancelled],
        .confirming: [.accepted, .queued, .retrying, .paused, .delivered, .failed, .cancelled],
        .paused: [.accepted, .failed, .cancelled],
        .failed: [.accepted, .cancelled],
        .delivered: [], .refused: [], .cancelled: [],
    ]

    @Test("each state may become just the states of the table", arguments: JobState.allCases, JobState.allCases)
    func step(from: JobState, to: JobState) throws {
        #expect(try from.mayBecome(to) == #require(Self.steps[from]).contains(to))
    }

    @Test(
        "the ends are those of the contract, and only a failed job may be taken up again", arguments: JobState.allCases)
    func ends(state: JobState) throws {
        let isEnd = [.delivered, .failed, .refused, .cancelled].contains(state)
        #expect(state.isEnd == isEnd)
        let leavesEnds = try !#require(Self.steps[state]).isEmpty
        #expect(leavesEnds == (!isEnd || state == .failed))
    }

    @Test("the names are those of the contract, in the order of the road")
    func names() throws {
        let names =
            "accepted inspecting encoding queued uploading retrying confirming paused delivered failed refused cancelled"
        #expect(JobState.allCases.map(\.rawValue).joined(separator: " ") == names)
        #expect(try throughJSON(JobState.allCases) == JobState.allCases)
    }

    @Test("every state can be reached, and from every open state a job can be delivered")
    func reach() {
        func reachable(from start: JobState) -> Set<JobState> {
            var found: Set<JobState> = [start]
            var open = [start]
            while let state = open.popLast() {
                for next in JobState.allCases where state.mayBecome(next) && found.insert(next).inserted {
                    open.append(next)
                }
            }
            return found
        }
        #expect(reachable(from: .accepted) == Set(JobState.allCases))
        for state in JobState.allCases where !state.isEnd { #expect(reachable(from: state).contains(.delivered)) }
    }
}
