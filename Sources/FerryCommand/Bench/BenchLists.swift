import ArgumentParser
import FerryLinkShaper

/// Numbers of bytes with commas between.
struct ByteList: ExpressibleByArgument, Equatable {
    let values: [Int64]

    init(_ values: [Int64]) { self.values = values }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let values = parts.compactMap { ByteQuantity(argument: String($0))?.bytes }
        guard values.count == parts.count, Set(values).count == values.count else { return nil }
        self.values = values
    }

    var defaultValueDescription: String {
        values.map { ByteQuantity(bytes: $0).defaultValueDescription }.joined(separator: ",")
    }
}

/// Numbers above 0 with commas between.
struct CountList: ExpressibleByArgument, Equatable {
    let values: [Int]

    init(_ values: [Int]) { self.values = values }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let values = parts.compactMap { Int($0) }.filter { $0 > 0 }
        guard values.count == parts.count, Set(values).count == values.count else { return nil }
        self.values = values
    }

    var defaultValueDescription: String { values.map(String.init).joined(separator: ",") }
}

/// A share above 0 and below 1: `5%` or `0.05`.
struct Share: ExpressibleByArgument, Equatable {
    let value: Double

    init(_ value: Double) { self.value = value }

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        guard let number = Double(isPercent ? argument.dropLast() : argument[...]) else { return nil }
        let value = isPercent ? number / 100 : number
        guard value > 0, value < 1 else { return nil }
        self.value = value
    }

    var defaultValueDescription: String { "\(Phrases.fixed(value * 100, 0))%" }
}

/// The shape of a link.
struct ShapeOption: ExpressibleByArgument {
    let shape: Result<LinkShape, LinkShapeFault>

    init?(argument: String) {
        shape = Result { () throws(LinkShapeFault) in try LinkShape(argument) }
    }

    /// The shape; what is wrong with its text is wrong usage.
    func value() throws -> LinkShape {
        do { return try shape.get() } catch { throw ValidationError("--shape \(error)") }
    }
}
