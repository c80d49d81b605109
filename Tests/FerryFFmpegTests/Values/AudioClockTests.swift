import Testing

@testable import FerryFFmpeg

@Suite struct AudioClockTests {
    @Test("stamps that tremble move no sample")
    func ignoresTrembling() {
        var clock = AudioClock(rate: 48_000)
        _ = clock.take(at: 0, samples: 960)
        for index in Int64(1)..<1000 {
            let step = clock.take(at: index * 960 + (index % 3 - 1) * 480, samples: 960)
            #expect(step == AudioClock.Step())
        }
        #expect(clock.position == 960_000)
    }

    @Test("missing samples become silence, double ones are left out")
    func mends() {
        var clock = AudioClock(rate: 48_000)
        _ = clock.take(at: 0, samples: 48_000)
        #expect(clock.take(at: 96_000, samples: 960) == AudioClock.Step(silence: 48_000))
        #expect(clock.take(at: 87_360, samples: 960) == AudioClock.Step(skip: 960))
        #expect(clock.position == 96_960)
        #expect(clock.take(at: 90_000, samples: 9600) == AudioClock.Step(skip: 6960))
    }

    @Test(
        "a start a little after 0 is filled, a late one stays, a hair before 0 is 0",
        arguments: [
            (Int64(528), Int64(528), Int64(528 + 960)), (33_600, 0, 34_560), (-48, 0, 960), (-9600, 0, -8640),
        ])
    func begins(at time: Int64, silence: Int64, position: Int64) {
        var clock = AudioClock(rate: 48_000)
        #expect(clock.take(at: time, samples: 960) == AudioClock.Step(silence: silence))
        #expect(clock.position == position)
    }

    @Test("silence has an end: a bomb of holes is closed up")
    func boundsSilence() {
        var clock = AudioClock(rate: 8000)
        var silence: Int64 = 0
        var stamp: Int64 = 0
        for _ in 0..<100 {
            silence += clock.take(at: stamp, samples: 160).silence
            stamp += 299 * 8000
        }
        #expect(silence == 3600 * 8000)
        #expect(clock.secondsOfSilenceLeft == 0)
    }

    @Test("frames without stamps follow each other")
    func goesOnWithoutStamps() {
        var clock = AudioClock(rate: 48_000)
        #expect(clock.take(at: nil, samples: 100) == AudioClock.Step())
        #expect(clock.take(at: nil, samples: 100) == AudioClock.Step())
        #expect(clock.position == 200)
    }
}
