import Testing

@testable import FerryReports

@Suite struct CSVTextTests {
    @Test(
        "fields are quoted where they must be, and none becomes a formula",
        arguments: [
            (["a", "b"], "a,b"), (["a,b"], "\"a,b\""), (["say \"x\""], "\"say \"\"x\"\"\""),
            (["two\nlines"], "\"two\nlines\""),
            (["=1+1"], "'=1+1"), (["@x"], "'@x"), (["-5"], "-5"), (["-5.25"], "-5.25"), (["-rm"], "'-rm"), ([""], ""),
        ])
    func rows(fields: [String], line: String) {
        var text = CSVText(heads: ["h"])
        text.append(fields)
        #expect(text.text == "h\r\n\(line)\r\n")
    }

    @Test("what was taken does not come again")
    func drained() {
        var text = CSVText(heads: ["h"])
        #expect(text.drain() == "h\r\n")
        text.append(["x"])
        #expect(text.drain() == "x\r\n")
        #expect(text.drain().isEmpty)
    }
}
