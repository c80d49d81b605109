extension Receipt {
    /// Measured quality of the pictures of a rendition, against those that went into its encoder.
    public struct Quality: Sendable, Equatable, Codable {
        /// The metric's name, `xpsnr`.
        public var metric: String
        /// XPSNR of luma in dB, over all pictures.
        public var mean: Double
        /// XPSNR of luma in dB of the worst second.
        public var worstSecond: Double
        /// XPSNR of all planes in dB, luma six times as heavy as each other plane.
        @Nullable public var combined: Double?
        /// Structural similarity of luma, 0…1.
        @Nullable public var ssim: Double?
        /// Windows by which the setting was chosen for a target; 1 where none was searched and the whole was compared.
        public var windows: Int

        /// Takes what was measured.
        ///
        /// - Parameter windows: By how many windows the setting was chosen; `nil` where it was not.
        public init(_ measured: MediaQuality, windows: Int? = nil) {
            metric = "xpsnr"
            mean = Self.hundredths(measured.mean)
            worstSecond = Self.hundredths(measured.worstSecond)
            self._combined = Nullable(wrappedValue: Self.hundredths(measured.combined))
            self._ssim = Nullable(wrappedValue: (measured.ssim * 1e5).rounded() / 1e5)
            self.windows = windows ?? 1
        }

        private static func hundredths(_ number: Double) -> Double { (number * 100).rounded() / 100 }
    }
}
