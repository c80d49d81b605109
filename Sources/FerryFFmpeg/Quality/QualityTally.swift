/// What comparing the pictures of a rendition with its originals gave, second by second. Tallies of pieces are merged.
///
/// Sums, not means, so that any number of pieces gives what one run over all pictures would.
struct QualityTally: Sendable, Equatable, Codable {
    /// Sums over the pictures that begin within one second of the media.
    struct Second: Sendable, Equatable, Codable {
        /// Which second, from 0.
        var index: Int
        /// How many pictures.
        var pictures = 0
        /// Sums of ``PictureErrors``.
        var errors = PictureErrors()
        /// Sum of structural similarities.
        var similarity = 0.0
    }

    /// Width of the pictures in pixels.
    let width: Int
    /// Height of the pictures in pixels.
    let height: Int
    /// Every second in which a picture begins, in order.
    private(set) var seconds: [Second] = []
    /// Pictures for which there was no counterpart.
    var unpaired = 0

    /// An empty tally for pictures of that size.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Adds one picture; its time may lie anywhere.
    ///
    /// - Parameters:
    ///   - time: When it is shown, in seconds from the start of the media.
    ///   - errors: Its weighted errors.
    ///   - similarity: Its structural similarity, 1 for equal pictures.
    mutating func add(at time: Double, errors: PictureErrors, similarity: Double) {
        let index = time.isFinite ? Int(max(0, min(time, 1e9))) : 0
        add(Second(index: index, pictures: 1, errors: errors, similarity: similarity))
    }

    /// Adds the tally of another piece of the same rendition.
    mutating func merge(_ piece: QualityTally) {
        for second in piece.seconds { add(second) }
        unpaired += piece.unpaired
    }

    private mutating func add(_ more: Second) {
        let place = seconds.lastIndex { $0.index <= more.index }
        if let place, seconds[place].index == more.index {
            seconds[place].pictures += more.pictures
            seconds[place].errors += more.errors
            seconds[place].similarity += more.similarity
        } else {
            seconds.insert(more, at: place.map { $0 + 1 } ?? 0)
        }
    }
}

/// For each plane of a picture, the square root of its weighted squared errors, as XPSNR takes the mean of them.
struct PictureErrors: Sendable, Equatable, Codable {
    /// Of luma.
    var luma: Double
    /// Of the blue difference.
    var blue: Double
    /// Of the red difference.
    var red: Double

    /// Takes the errors.
    init(luma: Double = 0, blue: Double = 0, red: Double = 0) {
        self.luma = luma
        self.blue = blue
        self.red = red
    }

    static func += (sum: inout PictureErrors, more: PictureErrors) {
        sum.luma += more.luma
        sum.blue += more.blue
        sum.red += more.red
    }
}
