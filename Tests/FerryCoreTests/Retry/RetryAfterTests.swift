import FerryCore
import Testing

@Suite struct RetryAfterTests {
    static let now = "Sun, 06 Nov 1994 08:49:37 GMT"
    static let table: [(field: String?, date: String?, seconds: Double?)] = [
        (nil, now, nil), ("0", nil, 0), ("120", nil, 120), ("1.5", nil, 1.5), ("-1", nil, nil), ("nan", nil, nil),
        ("inf", nil, nil), ("soon", now, nil), ("", now, nil),
        ("Sun, 06 Nov 1994 08:50:37 GMT", now, 60),
        ("Wed, 01 Mar 1995 00:00:00 GMT", "Tue, 28 Feb 1995 23:59:59 GMT", 1),
        ("Sun, 06 Nov 1994 08:00:00 GMT", now, 0), ("Sun, 06 Nov 1994 08:50:37 GMT", nil, nil),
        ("Sun, 06 Nov 1994 08:50:37 GMT", "yesterday", nil), ("Sun, 06 Nov 1994 08:50:37 CET", now, nil),
        ("Sunday, 06-Nov-94 08:49:37 GMT", now, nil), ("Sun, 06 Nov 9223372036854775807 08:49:37 GMT", now, nil),
        ("Sun, 06 Nov 1994 08:49:1e300 GMT", now, nil),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", nil),
    ]

    @Test("seconds and dates are read, everything else is no wish", arguments: table)
    func reading(field: String?, date: String?, seconds: Double?) {
        #expect(RetryAfter.seconds(field, date: date) == seconds)
    }
}
