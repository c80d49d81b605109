import CFerryFFmpeg

/// The luma of a small picture, for comparing pictures over time.
struct SmallPicture: Equatable {
    let size: PictureSize
    let luma: [UInt8]

    /// A difference of luma from which a pixel has changed.
    static let changed = 2

    init(size: PictureSize, luma: [UInt8]) {
        self.size = size
        self.luma = luma
    }

    /// Copies the first plane of a frame with 8 bits a pixel.
    init(_ frame: borrowing FrameHandle) {
        let raw = frame.pointer.pointee
        size = PictureSize(width: Int(raw.width), height: Int(raw.height))
        let line = Int(raw.linesize.0)
        var luma: [UInt8] = []
        luma.reserveCapacity(size.width * size.height)
        if let plane = ferry_frame_plane(frame.pointer, 0) {
            for row in 0..<size.height {
                luma.append(contentsOf: UnsafeBufferPointer(start: plane + row * line, count: size.width))
            }
        }
        self.luma = luma
    }

    /// The largest difference of luma at any place; `nil` between different sizes.
    func difference(from other: SmallPicture) -> Double? {
        guard size == other.size, luma.count == other.luma.count, !luma.isEmpty else { return nil }
        var most = 0
        for index in luma.indices { most = max(most, abs(Int(luma[index]) - Int(other.luma[index]))) }
        return Double(most)
    }

    /// The share of pixels that have changed; all of them between different sizes.
    func changedShare(from other: SmallPicture) -> Double {
        guard size == other.size, luma.count == other.luma.count, !luma.isEmpty else { return 1 }
        var count = 0
        for index in luma.indices where abs(Int(luma[index]) - Int(other.luma[index])) >= Self.changed { count += 1 }
        return Double(count) / Double(luma.count)
    }
}
