import ArgumentParser

/// The value of `--chunk-size`: a number of bytes, or `auto`.
struct ChunkSize: ExpressibleByArgument, Equatable {
    /// `nil` for `auto`.
    let bytes: Int64?

    init(bytes: Int64?) { self.bytes = bytes }

    init?(argument: String) {
        guard argument != "auto" else {
            bytes = nil
            return
        }
        guard let quantity = ByteQuantity(argument: argument) else { return nil }
        bytes = quantity.bytes
    }

    var defaultValueDescription: String { bytes.map { ByteQuantity(bytes: $0).defaultValueDescription } ?? "auto" }
}
