/// Where the tiles of a storyboard lie, and what each shows.
public struct StoryboardMap: Sendable, Equatable, Codable {
    /// Width of a tile in pixels.
    public var tileWidth: Int
    /// Height of a tile in pixels.
    public var tileHeight: Int
    /// Tiles in a row; the last row may have fewer.
    public var columns: Int
    /// When each tile's picture is shown, in seconds, in the order of the sheet.
    public var times: [Double]
    /// The end of the recording in seconds.
    public var endSeconds: Double

    /// Creates a map.
    public init(tileWidth: Int, tileHeight: Int, columns: Int, times: [Double], endSeconds: Double) {
        self.tileWidth = tileWidth
        self.tileHeight = tileHeight
        self.columns = columns
        self.times = times
        self.endSeconds = endSeconds
    }

    /// The WebVTT file that players read: one cue for each tile, naming its place on the sheet (`#xywh=`, W3C Media
    /// Fragments).
    ///
    /// - Parameter sheet: The name of the sheet's file, beside this one.
    public func webVTT(sheet: String) -> String {
        var text = "WEBVTT\n"
        for (index, start) in times.enumerated() where columns > 0 {
            let from = index == 0 ? 0 : start
            let end = index + 1 < times.count ? times[index + 1] : max(endSeconds, start + 0.001)
            let left = index % columns * tileWidth
            let top = index / columns * tileHeight
            text += "\n\(Self.clock(from)) --> \(Self.clock(end))\n"
            text += "\(sheet)#xywh=\(left),\(top),\(tileWidth),\(tileHeight)\n"
        }
        return text
    }

    /// `00:01:02.345`.
    private static func clock(_ seconds: Double) -> String {
        let milliseconds = Int(PlainNumber.whole(max(0, seconds * 1000).rounded(), atMost: 1 << 40))
        func padded(_ value: Int, _ digits: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        let (minutes, rest) = (milliseconds / 60_000, milliseconds % 60_000)
        return
            "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2)):\(padded(rest / 1000, 2)).\(padded(rest % 1000, 3))"
    }
}
