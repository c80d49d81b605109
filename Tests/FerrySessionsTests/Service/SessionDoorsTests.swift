import FerryCore
import FerryTesting
import Testing

@testable import FerrySessions

@Suite struct SessionDoorsTests {
    private let a = SessionID(rawValue: "a")
    private let b = SessionID(rawValue: "b")

    @Test("a session is cleaned up while no answer is on its way to it, and takes none meanwhile")
    func apart() {
        let doors = SessionDoors()
        let entered = [doors.enter(a), doors.enter(a)]
        let closedWhileTwo = doors.close(a)
        doors.leave(a)
        let closedWhileOne = doors.close(a)
        doors.leave(a)
        let closed = [doors.close(a), doors.close(a)]
        let enteredWhileClosed = [doors.enter(a), doors.enter(b)]
        doors.open(a)
        #expect(entered == [true, true] && !closedWhileTwo && !closedWhileOne)
        #expect(closed == [true, false] && enteredWhileClosed == [false, true])
        #expect(doors.enter(a))
    }

    @Test("whatever is done with an unfinished session begins its time anew; an end does not")
    func activity() throws {
        let start = Timestamp(microseconds: 0)
        var session = InterviewSession.sample("s", startedAt: start)
        let day = 86_400.0
        session.touch(at: start.advanced(bySeconds: 3 * day))
        #expect(session.expiresAt == start.advanced(bySeconds: 10 * day))
        session.retentionSeconds = nil
        session.expiresAt = start.advanced(bySeconds: 7 * day)
        session.touch(at: start.advanced(bySeconds: 6 * day))
        #expect(session.expiresAt == start.advanced(bySeconds: 13 * day))
        session.touch(at: start.advanced(bySeconds: 5 * day))
        #expect(session.expiresAt == start.advanced(bySeconds: 13 * day))
        for move in [SessionMove.next, .pause, .resume, .reset] {
            var change = SessionChange(session: session, answers: [], now: start.advanced(bySeconds: 7 * day))
            if move == .resume { try change.move(.pause) }
            try change.move(move)
            #expect(change.session.expiresAt == start.advanced(bySeconds: 14 * day), "\(move)")
        }
        var change = SessionChange(session: session, answers: [], now: start.advanced(bySeconds: 7 * day))
        try change.move(.abandon)
        #expect(change.session.expiresAt == start.advanced(bySeconds: 13 * day))
    }
}
