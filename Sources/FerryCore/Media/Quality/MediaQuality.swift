/// The measured quality of a rendition.
public struct MediaQuality: Sendable, Equatable, Codable {
    /// XPSNR of luma in dB: of the mean, over all pictures, of the square root of the weighted squared error.
    public var mean: Double
    /// The same of the worst second of the media.
    public var worstSecond: Double
    /// XPSNR of all three planes in dB, luma six times as heavy as each other plane.
    public var combined: Double
    /// Mean structural similarity of luma, 1 for equal pictures.
    public var ssim: Double
    /// How many pictures were compared.
    public var pictures: Int

    /// Takes the figures.
    public init(mean: Double, worstSecond: Double, combined: Double, ssim: Double, pictures: Int) {
        self.mean = mean
        self.worstSecond = worstSecond
        self.combined = combined
        self.ssim = ssim
        self.pictures = pictures
    }
}
