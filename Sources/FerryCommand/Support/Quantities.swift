import ArgumentParser

/// A number of bytes, or of bytes a second: plain, or with k, M, G (1000) or KiB, MiB, GiB (1024).
struct ByteQuantity: ExpressibleByArgument, Equatable {
    let bytes: Int64

    init(bytes: Int64) { self.bytes = bytes }

    init?(argument: String) {
        let digits = argument.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits), let factor = Self.factor(argument.dropFirst(digits.count)) else {
            return nil
        }
        let bytes = number * factor
        guard bytes >= 1, bytes < 9e18 else { return nil }
        self.bytes = Int64(bytes)
    }

    var defaultValueDescription: String { bytes % (1 << 20) == 0 ? "\(bytes >> 20)MiB" : String(bytes) }

    private static func factor(_ suffix: Substring) -> Double? {
        switch suffix {
        case "", "B": 1
        case "k", "kB", "K": 1e3
        case "M", "MB": 1e6
        case "G", "GB": 1e9
        case "KiB": 1024
        case "MiB": 1_048_576
        case "GiB": 1_073_741_824
        default: nil
        }
    }
}

/// Seconds above 0, decimals allowed.
struct Seconds: ExpressibleByArgument, Equatable {
    let value: Double

    init(_ value: Double) { self.value = value }

    init?(argument: String) {
        guard let value = Double(argument), value > 0, value.isFinite else { return nil }
        self.value = value
    }

    var defaultValueDescription: String { value == value.rounded() ? String(Int(value)) : String(value) }
}
