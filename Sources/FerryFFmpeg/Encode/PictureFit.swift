/// How a picture is brought onto the canvas: whole, with its right shape, bars where it does not fill. A pure value.
struct PictureFit: Equatable {
    /// The size to scale to, before it is turned.
    var scaled: PictureSize
    /// How it is turned after.
    var orientation: Orientation
    /// The size of the output, even.
    var canvas: PictureSize

    /// Bars narrower than this are filled by the picture.
    private static let sliver = 2

    /// - Parameters:
    ///   - coded: The picture as coded.
    ///   - sampleAspect: Width of a sample divided by its height.
    ///   - orientation: How it must be turned.
    ///   - canvas: The size of the output as shown.
    init(coded: PictureSize, sampleAspect: Double, orientation: Orientation, canvas: PictureSize) {
        let target = orientation.swapsSides ? PictureSize(width: canvas.height, height: canvas.width) : canvas
        let width = Double(max(1, coded.width)) * (sampleAspect > 0 ? sampleAspect : 1)
        let height = Double(max(1, coded.height))
        let factor = min(Double(target.width) / width, Double(target.height) / height)
        scaled = PictureSize(
            width: Self.side(width * factor, within: target.width),
            height: Self.side(height * factor, within: target.height))
        self.orientation = orientation
        self.canvas = canvas
    }

    /// The size after turning.
    var shown: PictureSize {
        orientation.swapsSides ? PictureSize(width: scaled.height, height: scaled.width) : scaled
    }

    /// libavfilter's filters that do it.
    var filters: [String] { [scaler()] + placing }

    /// The scaler alone.
    ///
    /// - Parameter options: What follows its flags, such as a change of the matrix on the way.
    func scaler(options: String = "") -> String { "scale=\(scaled.width):\(scaled.height):flags=lanczos\(options)" }

    /// What follows the scaler: the picture is turned and put on the canvas.
    var placing: [String] {
        var filters = orientation.filters
        if shown != canvas {
            let left = (canvas.width - shown.width) / 2 & ~1
            let top = (canvas.height - shown.height) / 2 & ~1
            filters.append("pad=\(canvas.width):\(canvas.height):\(left):\(top)")
        }
        return filters + ["setsar=1"]
    }

    private static func side(_ length: Double, within limit: Int) -> Int {
        let even = max(2, Int((length / 2).rounded()) * 2)
        return limit - even <= sliver ? limit : even
    }
}
