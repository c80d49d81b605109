import Testing

@testable import FerryReports

@Suite struct FigureFormatTests {
    @Test(
        "figures are written with three digits and the unit that fits",
        arguments: [
            (FigureFormat.bytes, 0, "0 B"), (.bytes, 999, "999 B"), (.bytes, 999.6, "1 kB"), (.bytes, 1536, "1.54 kB"),
            (.bytes, 12_345_678, "12.3 MB"), (.bytes, 5e15, "5 PB"), (.bytes, -2000, "-2 kB"),
            (.bytesPerSecond, 6_250_000, "6.25 MB/s"), (.seconds, 0, "0 s"), (.seconds, 0.00005, "50 µs"),
            (.seconds, 0.25, "250 ms"), (.seconds, 119, "119 s"), (.seconds, 150, "2.5 min"), (.seconds, 7200, "2 h"),
            (.share, 0.1234, "12.3 %"), (.share, -0.5, "-50 %"), (.count, 12345, "12345"), (.count, 2.5, "2.5"),
            (.number, 0.001, "0.001"), (.number, .infinity, "–"),
        ] as [(FigureFormat, Double, String)])
    func texts(format: FigureFormat, value: Double, text: String) {
        #expect(format.text(value) == text)
    }

    @Test("an unknown figure is a dash")
    func unknown() { #expect(FigureFormat.bytes.text(nil) == "–") }
}
