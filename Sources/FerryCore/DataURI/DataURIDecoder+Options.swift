extension DataURIDecoder {
    /// What the decoder takes and refuses.
    public struct Options: Sendable {
        /// A space inside base64 is a `+` that was form-decoded; else spaces are passed over.
        public var spacesArePlus: Bool
        /// The most bytes the body may decode to.
        public var maxDecodedBytes: Int64
        /// The most bytes of a head, from behind `data:` to the base64 marker or the comma.
        public var maxHeadBytes: Int

        /// Creates options.
        public init(spacesArePlus: Bool = false, maxDecodedBytes: Int64 = .max, maxHeadBytes: Int = 4096) {
            self.spacesArePlus = spacesArePlus
            self.maxDecodedBytes = maxDecodedBytes
            self.maxHeadBytes = maxHeadBytes
        }
    }
}
