import CFerryPictures

/// Works out the weighted errors of pictures of one size, as XPSNR defines them.
struct WeightedErrors {
    /// The originals shown before a picture, for the change in it.
    struct Past {
        /// The original before; `nil` stands for black.
        var before: PicturePlane?
        /// The one before that; `nil` stands for black.
        var earlier: PicturePlane?
    }

    private let grid: BlockGrid
    private let blocks: [BlockGrid.Block]
    /// Whether the change of the change counts, as it does from 32 pictures a second.
    private let isFast: Bool
    private let black: [UInt8]
    private var weights = BlockWeights()

    /// - Parameter picturesPerSecond: How fast pictures follow each other.
    init(width: Int, height: Int, picturesPerSecond: Double) {
        grid = BlockGrid(width: width, height: height)
        blocks = grid.hasWeights ? grid.blocks() : []
        isFast = picturesPerSecond >= 32
        black = [UInt8](repeating: 0, count: width)
    }

    /// The errors of one picture.
    mutating func errors(original: PicturePlanes, copy: PicturePlanes, past: Past) -> PictureErrors {
        guard grid.hasWeights else {
            return PictureErrors(
                luma: plain(original.luma, copy.luma), blue: plain(original.blue, copy.blue),
                red: plain(original.red, copy.red))
        }
        weigh(original.luma, past)
        return PictureErrors(
            luma: weighted(original.luma, copy.luma, scale: 1), blue: weighted(original.blue, copy.blue, scale: 2),
            red: weighted(original.red, copy.red, scale: 2))
    }

    private mutating func weigh(_ luma: PicturePlane, _ past: Past) {
        weights.removeAll()
        black.withUnsafeBufferPointer { row in
            guard let row = row.baseAddress else { return }
            let nothing = PicturePlane(first: row, stride: 0, width: grid.width, height: grid.height)
            let (before, earlier) = (past.before ?? nothing, past.earlier ?? nothing)
            for block in blocks {
                let temporal = change(block, luma, before, earlier) / Double(block.width * block.height)
                weights.add(spatial: spatial(block, luma), temporal: temporal)
            }
        }
        if grid.evensWeights { weights.evenOut(columns: grid.columns) }
    }

    private func spatial(_ block: BlockGrid.Block, _ luma: PicturePlane) -> Double? {
        guard let inner = grid.inner(block) else { return nil }
        let first = luma.at(inner.x, inner.y)
        let sum =
            grid.isCoarse
            ? ferry_coarse_spatial_activity(first, luma.stride, Int32(inner.width), Int32(inner.height))
            : ferry_spatial_activity(first, luma.stride, Int32(inner.width), Int32(inner.height))
        return Double(sum) / Double(inner.width * inner.height)
    }

    private func change(
        _ block: BlockGrid.Block, _ luma: PicturePlane, _ before: PicturePlane, _ earlier: PicturePlane
    ) -> Double {
        let (width, height) = (Int32(block.width), Int32(block.height))
        let now = luma.at(block.x, block.y)
        let last = before.at(block.x, block.y)
        let old = earlier.at(block.x, block.y)
        let sum =
            switch (isFast, grid.isCoarse) {
            case (false, false): ferry_change(now, luma.stride, last, before.stride, width, height)
            case (false, true): ferry_coarse_change(now, luma.stride, last, before.stride, width, height)
            case (true, false):
                ferry_second_change(
                    now, luma.stride, last, before.stride, old, earlier.stride, width, height)
            case (true, true):
                ferry_coarse_second_change(
                    now, luma.stride, last, before.stride, old, earlier.stride, width, height)
            }
        return Double(sum)
    }

    /// The root of a plane's weighted error; `scale` is how many samples of luma one of its samples spans.
    private func weighted(_ original: PicturePlane, _ copy: PicturePlane, scale: Int) -> Double {
        var sum = 0.0
        for (block, weight) in zip(blocks, weights.values) {
            let (x, y) = (block.x / scale, block.y / scale)
            let width = min(grid.side / scale, original.width - x)
            let height = min(grid.side / scale, original.height - y)
            sum += weight * error(original, copy, x: x, y: y, width: width, height: height)
        }
        return (sum * grid.usualActivity).rounded().squareRoot()
    }

    private func plain(_ original: PicturePlane, _ copy: PicturePlane) -> Double {
        error(original, copy, x: 0, y: 0, width: original.width, height: original.height).squareRoot()
    }

    private func error(
        _ original: PicturePlane, _ copy: PicturePlane, x: Int, y: Int, width: Int, height: Int
    ) -> Double {
        Double(
            ferry_squared_error(
                original.at(x, y), original.stride, copy.at(x, y), copy.stride, Int32(width), Int32(height)))
    }
}
