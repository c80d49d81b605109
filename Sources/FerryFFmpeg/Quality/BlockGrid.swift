/// The blocks into which XPSNR divides a picture, and the constants that follow from its size. A pure value.
///
/// Helmrich et al., "XPSNR: A Low-Complexity Extension of the Perceptually Weighted Peak Signal-to-Noise Ratio for
/// High-Resolution Video Quality Assessment", ICASSP 2020; bit depth 8.
struct BlockGrid: Equatable {
    /// One block, in samples of luma.
    struct Block: Equatable {
        var x: Int
        var y: Int
        var width: Int
        var height: Int
    }

    /// Width of the picture in samples.
    let width: Int
    /// Height of the picture in samples.
    let height: Int
    /// The side of a block: 128 at 3840 x 2160, in proportion to the picture's sides, a multiple of 4. Below 4 the
    /// picture is too small for weights.
    let side: Int
    /// What weighted errors are multiplied by: the activity that a usual picture of this size has.
    let usualActivity: Double

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        let ratio = Double(width * height) / (3840 * 2160)
        side = 4 * Int(32 * ratio.squareRoot() + 0.5)
        usualActivity = (16 * Double(1 << 7) / max(0.00001, ratio).squareRoot()).squareRoot()
    }

    /// Whether blocks are weighted at all.
    var hasWeights: Bool { side >= 4 }
    /// Blocks side by side.
    var columns: Int { (width + side - 1) / side }
    /// Whether activity is measured on samples joined by 2 x 2: above about 2K, where single samples are not seen.
    var isCoarse: Bool { width * height > 2048 * 1152 }
    /// Whether weights are evened out: up to 480p, where blocks are smaller than what an eye takes in.
    var evensWeights: Bool { width * height <= 640 * 480 }
    /// The border of the picture, in samples, in which the high-pass cannot be worked out.
    var border: Int { isCoarse ? 2 : 1 }

    /// All blocks, row by row; those at the right and the bottom are cut off.
    func blocks() -> [Block] {
        stride(from: 0, to: height, by: side).flatMap { y in
            stride(from: 0, to: width, by: side).map { x in
                Block(x: x, y: y, width: min(side, width - x), height: min(side, height - y))
            }
        }
    }

    /// The part of a block in which the high-pass can be worked out; `nil` when there is none.
    func inner(_ block: Block) -> Block? {
        let left = block.x > 0 ? block.x : border
        let top = block.y > 0 ? block.y : border
        let right = block.x + block.width < width ? block.x + block.width : width - border
        let bottom = block.y + block.height < height ? block.y + block.height : height - border
        guard right > left, bottom > top else { return nil }
        return Block(x: left, y: top, width: right - left, height: bottom - top)
    }
}
