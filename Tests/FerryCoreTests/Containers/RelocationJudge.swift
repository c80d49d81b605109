import Testing

@testable import FerryCore

/// A second reader of `moov` boxes, written for clearness only.
enum RelocationJudge {
    struct Table: Equatable {
        var isWide: Bool
        var offsets: [Int]
    }

    struct Malformed: Error {}

    /// The object that a plan describes.
    static func object(_ file: [UInt8], _ plan: MP4IndexRelocation) -> [UInt8] {
        plan.pieces.flatMap { piece -> [UInt8] in
            switch piece {
            case .file(let range): Array(file[Int(range.lowerBound)..<Int(range.upperBound)])
            case .index: plan.index
            }
        }
    }

    /// All tables of offsets in a `moov` box.
    static func tables(_ movie: [UInt8]) throws -> [Table] {
        var tables: [Table] = []
        try visit(movie[...], depth: 0) { type, data in
            guard type == "stco" || type == "co64" else { return }
            let width = type == "co64" ? 8 : 4
            let entries = stride(from: data.startIndex + 8, to: data.endIndex, by: width).map { place in
                data[place..<place + width].reduce(0) { $0 << 8 | Int($1) }
            }
            tables.append(Table(isWide: width == 8, offsets: entries))
        }
        return tables
    }

    /// Every offset names the same media as before, nothing else of the index or the media changed.
    static func expectSound(_ file: [UInt8], _ plan: MP4IndexRelocation, _ comment: Comment? = nil) throws {
        let old = Array(file[Int(plan.originalIndex.lowerBound)..<Int(plan.originalIndex.upperBound)])
        let before = try tables(old)
        let after = try tables(plan.index)
        let object = object(file, plan)
        #expect(object.count == file.count - old.count + plan.index.count, comment)
        #expect(before.map(\.offsets.count) == after.map(\.offsets.count), comment)
        for (from, to) in zip(before.flatMap(\.offsets), after.flatMap(\.offsets)) {
            let end = from < plan.originalIndex.lowerBound ? Int(plan.originalIndex.lowerBound) : file.count
            let media = file[from..<min(from + 32, end)]
            #expect(to <= object.count && object[to...].prefix(media.count).elementsEqual(media), comment)
        }
        if before.map(\.isWide) == after.map(\.isWide) {
            #expect(try blanked(old) == blanked(plan.index), comment)
        }
    }

    /// The box with zeros in place of all offsets and of its own size.
    private static func blanked(_ movie: [UInt8]) throws -> [UInt8] {
        var bytes = movie
        try visit(movie[...], depth: 0) { type, data in
            guard type == "stco" || type == "co64" else { return }
            for place in data.indices.dropFirst(8) { bytes[place] = 0 }
        }
        for place in 0..<4 { bytes[place] = 0 }
        return bytes
    }

    private static func visit(
        _ bytes: ArraySlice<UInt8>, depth: Int, _ take: (String, ArraySlice<UInt8>) -> Void
    ) throws {
        var rest = bytes
        while rest.count >= 8 {
            let short = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let type = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
            let long = rest.dropFirst(8).prefix(8).reduce(0) { $0 &<< 8 | Int($1) }
            let size = short == 1 ? long : short == 0 ? rest.count : short
            let header = short == 1 ? 16 : 8
            guard size >= header, size <= rest.count else { throw Malformed() }
            let data = rest.prefix(size).dropFirst(header)
            take(type, data)
            if ["moov", "trak", "mdia", "minf", "stbl"].contains(type) { try visit(data, depth: depth + 1, take) }
            rest = rest.dropFirst(size)
        }
    }
}
