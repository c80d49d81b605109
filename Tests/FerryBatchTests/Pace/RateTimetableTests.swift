import FerryCore
import Foundation
import Testing

@testable import FerryBatch

@Suite struct RateTimetableTests {
    private func read(_ text: String) -> RateTimetable? { RateTimetable(text) { Int64($0) } }

    private static let noon = Timestamp(secondsSinceEpoch: 12 * 3600)

    @Test("a rate alone holds at all times")
    func constant() throws {
        let table = try #require(read("5"))
        #expect(table == RateTimetable(5) && table.isConstant)
        #expect(table.limit(at: Self.noon, secondsFromUTC: 0) == 5)
        #expect(read("none")?.limit(at: Self.noon, secondsFromUTC: 0) == nil)
        #expect(read("none") != nil)
    }

    @Test(
        "a time of day has its rate, over midnight too, from the first minute to before the last",
        arguments: [
            ("07:59", 20), ("08:00", 2), ("17:59", 2), ("18:00", 20), ("21:59", 20), ("22:00", 9), ("23:59", 9),
            ("00:00", 9), ("05:59", 9), ("06:00", 20),
        ])
    func windows(_ time: String, _ limit: Int64) throws {
        let table = try #require(read("08:00-18:00=2,22:00-06:00=9,else=20"))
        let parts = time.split(separator: ":").compactMap { Double($0) }
        let now = Timestamp(secondsSinceEpoch: parts[0] * 3600 + parts[1] * 60)
        #expect(table.limit(at: now, secondsFromUTC: 0) == limit)
        #expect(table.limit(at: now.advanced(bySeconds: -7200), secondsFromUTC: 7200) == limit)
        #expect(table.lowest == 2)
    }

    @Test(
        "what is no timetable is refused",
        arguments: [
            "", "x", "8:00=2", "08:00-18:00", "08:00-18:00=2,else", "25:00-26:00=2", "08:60-09:00=2", "08:00-08:00=2",
            "else=1,else=2", "5,6", "08:00-18:00=x", "24:01-05:00=1", "a-b=1", "=1", "08:00-18:00=2,5",
        ])
    func refuses(_ text: String) { #expect(read(text) == nil) }

    /// Berlin's clocks go back on 25 October 2026 at 01:00 UTC, and forward on 28 March 2027 at 01:00 UTC. The judge is
    /// Foundation's calendar.
    @Test("the wall clock counts on days when it is put back and forward", arguments: ["2026-10-24", "2027-03-27"])
    func summerTime(_ day: String) throws {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let table = try #require(read("02:00-03:00=1,08:00-18:00=2,else=3"))
        let start = try #require(Timestamp("\(day)T12:00:00Z")).secondsSinceEpoch
        var hours: Set<Int> = []
        for minute in 0..<(36 * 60) {
            let date = Date(timeIntervalSince1970: start + Double(minute) * 60)
            let hour = calendar.component(.hour, from: date)
            hours.insert(hour)
            let found = table.limit(
                at: Timestamp(secondsSinceEpoch: date.timeIntervalSince1970),
                secondsFromUTC: zone.secondsFromGMT(for: date))
            #expect(found == (hour == 2 ? 1 : (8..<18).contains(hour) ? 2 : 3), "\(date)")
        }
        #expect(hours.count >= 23)
    }
}
