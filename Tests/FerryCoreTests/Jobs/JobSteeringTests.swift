import FerryCore
import FerryTesting
import Testing

@Suite("How a running job obeys requests") struct JobSteeringTests {
    /// What happens to a job, in order, and the actions that must follow.
    struct Story: Sendable, CustomStringConvertible {
        enum Step: Sendable {
            case ask(JobMove, JobState = .uploading)
            case ended(JobSteering.AttemptEnd)
            case runStops
        }

        let description: String
        let steps: [Step]
        let actions: [JobSteering.Action]

        init(_ description: String, _ steps: [Step], _ actions: [JobSteering.Action]) {
            self.description = description
            self.steps = steps
            self.actions = actions
        }
    }

    static let stories: [Story] = [
        Story("nothing asked", [.ended(.settled)], [.finish]),
        Story("a failure by itself ends it", [.ended(.failed)], [.finish]),
        Story("pause, then resume", [.ask(.pause), .ended(.stopped), .ask(.resume)], [.stopAttempt, .park, .start]),
        Story("pause twice", [.ask(.pause), .ended(.stopped), .ask(.pause)], [.stopAttempt, .park, .none]),
        Story(
            "a retry wakes a paused job too", [.ask(.pause), .ended(.stopped), .ask(.retry)],
            [.stopAttempt, .park, .start]),
        Story("cancel", [.ask(.cancel), .ended(.stopped), .ask(.resume)], [.stopAttempt, .cancel, .none]),
        Story(
            "cancel of a paused job", [.ask(.pause), .ended(.stopped), .ask(.cancel)],
            [.stopAttempt, .park, .cancel]),
        Story("cancel of a job that fails meanwhile", [.ask(.cancel), .ended(.failed)], [.stopAttempt, .cancel]),
        Story("a delivery that was quicker wins", [.ask(.cancel), .ended(.settled)], [.stopAttempt, .finish]),
        Story("a delivery is not paused", [.ask(.pause), .ended(.settled)], [.stopAttempt, .finish]),
        Story("retry ends a back-off", [.ask(.retry, .retrying), .ended(.stopped)], [.stopAttempt, .start]),
        Story("retry of what moves does nothing", [.ask(.retry)], [.none]),
        Story("resume of what moves does nothing", [.ask(.resume, .retrying)], [.none]),
        Story(
            "resume before the pause took hold", [.ask(.pause), .ask(.resume), .ended(.stopped)],
            [.stopAttempt, .none, .start]),
        Story(
            "nothing undoes a cancellation", [.ask(.cancel), .ask(.resume), .ended(.stopped)],
            [.stopAttempt, .none, .cancel]),
        Story("cancel after pause", [.ask(.pause), .ask(.cancel), .ended(.stopped)], [.stopAttempt, .none, .cancel]),
        Story("the run stops", [.runStops, .ended(.stopped)], [.stopAttempt, .leave]),
        Story(
            "the run stops while it is paused", [.ask(.pause), .ended(.stopped), .runStops],
            [.stopAttempt, .park, .finish]),
        Story(
            "the run stops while a retry is on its way", [.ask(.retry, .retrying), .runStops, .ended(.stopped)],
            [.stopAttempt, .none, .leave]),
        Story(
            "the run stops while a cancellation is on its way", [.ask(.cancel), .runStops, .ended(.stopped)],
            [.stopAttempt, .none, .cancel]),
        Story("an attempt that was stopped by nobody known leaves the job as it is", [.ended(.stopped)], [.leave]),
    ]

    @Test("a story", arguments: stories)
    func tells(_ story: Story) {
        var steering = JobSteering()
        #expect(story.steps.map { Self.take($0, &steering) } == story.actions)
    }

    private static func take(_ step: Story.Step, _ steering: inout JobSteering) -> JobSteering.Action {
        switch step {
        case .ask(let move, let state): steering.requested(move, in: state)
        case .ended(let end): steering.attemptEnded(end)
        case .runStops: steering.runStops()
        }
    }

    @Test(
        "in any order of events attempts never overlap, and nothing follows the end",
        arguments: [3, 17, 99] as [UInt64])
    func properties(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<400 {
            var steering = JobSteering()
            var (isRunning, isOver) = (true, false)
            for _ in 0..<12 {
                let step = Self.anyStep(isRunning, &random)
                if case .ended = step { isRunning = false }
                switch Self.take(step, &steering) {
                case .start:
                    #expect(!isRunning && !isOver, "seed \(seed)")
                    isRunning = true
                case .stopAttempt: #expect(isRunning && !isOver, "seed \(seed)")
                case .park: #expect(!isRunning && !isOver, "seed \(seed)")
                case .cancel, .leave, .finish:
                    #expect(!isRunning && !isOver, "seed \(seed)")
                    isOver = true
                case .none: break
                }
                #expect((steering.stance == .over) == isOver, "seed \(seed)")
            }
        }
    }

    private static func anyStep(_ isRunning: Bool, _ random: inout SeededRandom) -> Story.Step {
        if isRunning, Int.random(in: 0..<3, using: &random) == 0 {
            return .ended([.stopped, .failed, .settled].randomElement(using: &random) ?? .stopped)
        }
        if Int.random(in: 0..<8, using: &random) == 0 { return .runStops }
        return .ask(
            JobMove.allCases.randomElement(using: &random) ?? .pause,
            [.retrying, .uploading, .encoding].randomElement(using: &random) ?? .uploading)
    }
}
