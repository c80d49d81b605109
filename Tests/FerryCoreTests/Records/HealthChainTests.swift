import FerryCore
import Foundation
import Testing

@Suite("What a doctor says") struct HealthChainTests {
    @Test("what was not reached says after which fault, and is never good")
    func notReached() {
        var chain = HealthChain(["a", "b", "c", "d"])
        chain.note(.good("a", "fine"))
        chain.note(.fault("b", "broken", next: "mend it"))
        chain.note(.good("d", "seen before"))
        #expect(chain.checks.map(\.ok) == [true, false, nil, true])
        #expect(chain.checks[2].detail == "not run because of b")
        #expect(chain.has("d") && !chain.has("c"))
        #expect(HealthReport(checks: chain.checks).hasFault)
        #expect(!HealthReport(checks: [.notRun("x", "why"), .good("y", "fine")]).hasFault)
    }

    @Test("the document has every field, unknown ones as null")
    func document() throws {
        let report = HealthReport(checks: [.good("a", "fine"), .notRun("b", "why"), .fault("c", "no", next: "do")])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(report), as: UTF8.self)
        #expect(
            text == #"{"checks":[{"detail":"fine","name":"a","next":null,"ok":true},"#
                + #"{"detail":"why","name":"b","next":null,"ok":null},"#
                + #"{"detail":"no","name":"c","next":"do","ok":false}],"schema":"mediaferry.doctor/1"}"#)
        #expect(try JSONDecoder().decode(HealthReport.self, from: Data(text.utf8)) == report)
    }

    @Test(
        "dates of HTTP are read in the one form that senders must use",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.000000Z"),
            ("Thu, 29 Feb 2024 23:59:59 GMT", "2024-02-29T23:59:59.000000Z"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun Nov  6 08:49:37 1994", nil), ("", nil),
            ("Sun, 6 Nov 1994 08:49:37 GMT", nil), ("Sun, 31 Feb 1994 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 08:49:37 CET", nil),
        ] as [(String, String?)])
    func dates(_ text: String, _ wanted: String?) {
        #expect(Timestamp(httpDate: text)?.description == wanted)
    }
}
