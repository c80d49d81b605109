import FerryCore
import FerryTesting
import FoundationEssentials
import Testing

@Suite struct TimestampTests {
    static let table: [(text: String, microseconds: Int64)] = [
        ("1970-01-01T00:00:00.000000Z", 0),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("2000-02-29T12:00:00.000000Z", 951_825_600_000_000),
        ("2024-12-31T23:59:59.000001Z", 1_735_689_599_000_001),
        ("1900-03-01T00:00:00.000000Z", -2_203_891_200_000_000),
        ("0000-01-01T00:00:00.000000Z", -62_167_219_200_000_000),
        ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ]

    @Test("a time is written as RFC 3339 with six digits and read again", arguments: table)
    func writing(text: String, microseconds: Int64) {
        #expect(Timestamp(microseconds: microseconds).description == text)
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(
        "a fraction may have any number of digits",
        arguments: [
            ("1970-01-01T00:00:01Z", 1_000_000), ("1970-01-01T00:00:01.5Z", 1_500_000),
            ("1970-01-01T00:00:01.0000019Z", 1_000_001),
            ("1970-01-01T00:00:00.123456789012345678901234567890Z", 123_456),
            ("1969-12-31T23:59:59.25Z", -750_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
        ] as [(String, Int64)])
    func fractions(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(
        "other texts, and days and times that do not exist, are no times",
        arguments: [
            "", "Z", "2026-11-21", "2026-11-21T07:32:05", "2026-11-21T07:32:05+00:00", "2026-11-21 07:32:05Z",
            "2026-11-21t07:32:05z", "-2026-11-21T07:32:05Z", "2026--11-21T07:32:05Z", "2026-11-21TT07:32:05Z",
            "02026-11-21T07:32:05Z", "26-11-21T07:32:05Z", "2026-1-2T07:32:05Z", "2026-00-21T07:32:05Z",
            "2026-13-21T07:32:05Z", "2026-11-00T07:32:05Z", "2026-11-31T07:32:05Z", "2026-02-29T07:32:05Z",
            "1900-02-29T07:32:05Z", "2026-11-21T24:00:00Z", "2026-11-21T07:60:05Z", "2026-11-21T07:32:61Z",
            "2026-11-21T07:32:nanZ", "2026-11-21T07:32:1e300Z", "2026-11-21T07:32:05.Z", "2026-11-21T07:32:05.1.2Z",
            "2026-11-21T07:32:05.-1Z", "9223372036854775807-11-21T07:32:05Z", "2026-11-21T07:32:05ZZ",
            "２０２６-11-21T07:32:05Z",
        ])
    func refusing(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("any time between the years 0 and 9999 is written as Foundation does and comes back", arguments: 0..<20)
    func againstFoundation(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
        for _ in 0..<200 {
            let seconds = Int64.random(in: -62_167_219_200...253_402_300_799, using: &random)
            let time = Timestamp(microseconds: seconds * 1_000_000 + Int64.random(in: 0..<1_000_000, using: &random))
            #expect(Timestamp(time.description) == time)
            // Foundation counts Julian days before October 1582; both agree after it.
            guard seconds > -12_219_292_800 else { continue }
            let whole = Timestamp(microseconds: seconds * 1_000_000).description.replacing(".000000", with: "")
            #expect(Date(timeIntervalSince1970: Double(seconds)).formatted(style) == whole)
            #expect(try Double(seconds) == Date(whole, strategy: style).timeIntervalSince1970)
        }
    }

    @Test("order and distances follow the microseconds")
    func arithmetic() {
        let time = Timestamp(microseconds: 1_000_000)
        #expect(time.advanced(bySeconds: 1.5) == Timestamp(secondsSinceEpoch: 2.5))
        #expect(time.advanced(bySeconds: -2.25).microseconds == -1_250_000)
        #expect(time.advanced(bySeconds: -0.25).seconds(since: time) == -0.25)
        #expect(time < time.advanced(bySeconds: 1e-6) && time.secondsSinceEpoch == 1)
    }

    @Test("JSON holds the text; other text there is an error")
    func json() throws {
        let time = Timestamp(microseconds: 1_735_689_599_000_001)
        #expect(try JSONValue([time]) == .array([.string("2024-12-31T23:59:59.000001Z")]))
        #expect(try throughJSON([time]) == [time])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Timestamp].self, from: Data(#"["yesterday"]"#.utf8))
        }
    }
}
