import FerryCore
import Testing

@Suite struct StoryboardMapTests {
    @Test("cues follow each other without a gap and name their tile")
    func writesWebVTT() {
        let map = StoryboardMap(
            tileWidth: 160, tileHeight: 90, columns: 2, times: [0.2, 2, 3723.5], endSeconds: 3725.25)
        #expect(
            map.webVTT(sheet: "j.jpg") == """
                WEBVTT

                00:00:00.000 --> 00:00:02.000
                j.jpg#xywh=0,0,160,90

                00:00:02.000 --> 01:02:03.500
                j.jpg#xywh=160,0,160,90

                01:02:03.500 --> 01:02:05.250
                j.jpg#xywh=0,90,160,90

                """)
    }
}
