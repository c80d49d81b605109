/// The size of a picture as shown: upright, with square pixels, both sides even.
///
/// A picture is scaled to it as a whole; nothing is cropped, and no side ever grows. H.264 4:2:0 needs even sides, so
/// an odd side is scaled down by one pixel: 853 × 481 becomes 852 × 480.
public struct Canvas: Sendable, Equatable {
    /// Pixels from left to right.
    public var width: Int
    /// Pixels from top to bottom.
    public var height: Int
    /// Pixels of the picture.
    public var pixels: Int { width * height }

    /// Takes a size as it is.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The size in which a track is shown, before any scaling; `nil` when the track does not say its size.
    ///
    /// Pixels that are not square are made so by shrinking the side that has more of them.
    public static func shown(_ track: MediaTrack) -> Canvas? {
        guard let width = track.width, let height = track.height, width > 0, height > 0 else { return nil }
        let aspect = track.sampleAspect.isFinite && track.sampleAspect > 0 ? track.sampleAspect : 1
        let square =
            aspect >= 1
            ? Canvas(width: width, height: rounded(Double(height) / aspect))
            : Canvas(width: rounded(Double(width) * aspect), height: height)
        return track.rotation % 180 == 0 ? square : Canvas(width: square.height, height: square.width)
    }

    /// The canvas on which this picture is encoded.
    public func fitted(longSide: Int) -> Canvas {
        let scale = min(1, Double(longSide) / Double(max(width, height)))
        return Canvas(width: Self.even(width, scale: scale), height: Self.even(height, scale: scale))
    }

    /// Whether an encoder takes this size and the limit allows it.
    func isEven() -> Bool { width % 2 == 0 && height % 2 == 0 }

    /// The even number nearest to the scaled side that is not larger than the side itself, and at least 2.
    private static func even(_ side: Int, scale: Double) -> Int {
        let nearest = 2 * Int((Double(side) * scale / 2).rounded())
        return max(2, nearest > side ? side - side % 2 : nearest)
    }

    private static func rounded(_ side: Double) -> Int { max(1, Int(side.rounded())) }
}

extension Canvas: CustomStringConvertible {
    /// `1280x720`.
    public var description: String { "\(width)x\(height)" }
}
