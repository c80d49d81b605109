/// How a picture must be turned to be shown upright.
struct Orientation: Equatable {
    /// Degrees clockwise: 0, 90, 180 or 270.
    var clockwise: Int
    /// Whether it must be mirrored left to right before it is turned.
    var isMirrored: Bool

    /// As it is.
    static let upright = Orientation(clockwise: 0, isMirrored: false)

    /// Reads a display matrix (ISO/IEC 14496-12 `tkhd`): nine numbers of which 0, 1, 3 and 4 turn the picture.
    ///
    /// The numbers say where the axes go: x becomes (m0, m1), y becomes (m3, m4), with y pointing down. Angles between
    /// the quarters are rounded to the nearest one; a matrix that means nothing is upright.
    init(matrix: (Int32, Int32, Int32, Int32)) {
        let (a, b, c, d) = (Double(matrix.0), Double(matrix.1), Double(matrix.2), Double(matrix.3))
        isMirrored = a * d - b * c < 0
        let (x, y) = isMirrored ? (-a, -b) : (a, b)
        switch (abs(x) >= abs(y), x < 0, y < 0) {
        case (true, false, _): clockwise = 0
        case (true, true, _): clockwise = 180
        case (false, _, false): clockwise = 90
        case (false, _, true): clockwise = 270
        }
    }

    init(clockwise: Int, isMirrored: Bool) {
        self.clockwise = clockwise
        self.isMirrored = isMirrored
    }

    /// Whether width and height change places.
    var swapsSides: Bool { clockwise == 90 || clockwise == 270 }

    /// libavfilter's filters that do it, in order.
    var filters: [String] {
        let turn: [String] =
            switch clockwise {
            case 90: ["transpose=clock"]
            case 180: ["hflip", "vflip"]
            case 270: ["transpose=cclock"]
            default: []
            }
        return (isMirrored ? ["hflip"] : []) + turn
    }
}
