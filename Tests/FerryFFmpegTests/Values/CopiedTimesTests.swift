import Testing

@testable import FerryFFmpeg

@Suite struct CopiedTimesTests {
    @Test("sound times pass unchanged, B-frames too")
    func keepsGoodTimes() {
        var times = CopiedTimes()
        for (presentation, decoding) in [(0, -80), (120, -40), (40, 0), (80, 40)] as [(Int64, Int64)] {
            let fixed = times.fix(presentation: presentation, decoding: decoding)
            #expect(fixed == CopiedTimes.Fixed(presentation: presentation, decoding: decoding, isMended: false))
        }
    }

    @Test("decoding times always rise and never pass the presentation time")
    func mends() {
        var times = CopiedTimes()
        var last = Int64.min
        for (presentation, decoding) in [(0, 0), (0, 0), (nil, nil), (5, 3), (2, 9), (nil, 1)] as [(Int64?, Int64?)] {
            let fixed = times.fix(presentation: presentation, decoding: decoding)
            #expect(fixed.decoding > last && fixed.presentation >= fixed.decoding)
            last = fixed.decoding
        }
    }

    @Test("missing times are filled in without being called mended")
    func fillsIn() {
        var times = CopiedTimes()
        #expect(times.fix(presentation: 40, decoding: nil) == .init(presentation: 40, decoding: 40, isMended: false))
        #expect(times.fix(presentation: nil, decoding: 80) == .init(presentation: 80, decoding: 80, isMended: false))
    }
}
