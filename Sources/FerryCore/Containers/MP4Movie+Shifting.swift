/// Where the bytes of a file go when its index moves to the front.
struct MP4OffsetShift {
    /// The end of what stays at the beginning.
    let head: Int64
    /// Where the index stood.
    let original: Range<Int64>
    /// Bytes of the file.
    let fileBytes: Int64

    /// Where a byte of the file stands in the object, when the new index has `length` bytes.
    ///
    /// - Throws: ``FerryError`` `media.notMedia` for a byte outside the file or inside the index.
    func moved(_ position: UInt64, length: Int64) throws(FerryError) -> UInt64 {
        guard position <= UInt64(fileBytes) else {
            throw FerryError(.mediaNotMedia, "the MP4 index names byte \(position) of a file of \(fileBytes) bytes")
        }
        let position = Int64(position)
        if position < head { return UInt64(position) }
        if position < original.lowerBound { return UInt64(position + length) }
        guard position >= original.upperBound else {
            throw FerryError(.mediaNotMedia, "the MP4 index names itself as media, at byte \(position)")
        }
        return UInt64(position + length - Int64(original.count))
    }
}

extension MP4Movie {
    /// The box with every offset moved; narrow tables become wide where an offset would pass 32 bits.
    func relocated(_ shift: MP4OffsetShift) throws(FerryError) -> [UInt8] {
        var isWide = tables.map(\.isWide)
        let highest = try tables.map { table throws(FerryError) in try highestEntries(table, shift) }
        var mustLookAgain = true
        while mustLookAgain {
            mustLookAgain = false
            let length = Int64(bytes.count + growth(isWide).total)
            for number in tables.indices where !isWide[number] {
                for entry in highest[number] where try shift.moved(entry, length: length) > UInt32.max {
                    isWide[number] = true
                    mustLookAgain = true
                }
            }
        }
        return try written(isWide, shift)
    }

    /// The highest offset before and the highest behind the old index: no other can be the first to pass 32 bits.
    private func highestEntries(_ table: Table, _ shift: MP4OffsetShift) throws(FerryError) -> [UInt64] {
        var before: UInt64?
        var behind: UInt64?
        for number in 0..<table.count {
            let entry = entry(number, of: table)
            _ = try shift.moved(entry, length: 0)
            if entry < UInt64(shift.original.lowerBound) {
                before = max(before ?? 0, entry)
            } else {
                behind = max(behind ?? 0, entry)
            }
        }
        return [before, behind].compactMap { $0 }
    }

    /// How much each table grows, as sums over all tables before it, and over all.
    private func growth(_ isWide: [Bool]) -> (before: [Int], total: Int) {
        var sums: [Int] = []
        var total = 0
        for (table, isWide) in zip(tables, isWide) {
            sums.append(total)
            if isWide, !table.isWide { total += table.count * 4 }
        }
        return (sums, total)
    }

    private func written(_ isWide: [Bool], _ shift: MP4OffsetShift) throws(FerryError) -> [UInt8] {
        let growth = growth(isWide)
        let length = bytes.count + growth.total
        var output: [UInt8] = []
        output.reserveCapacity(length)
        var place = 0
        for edit in edits {
            output += bytes[place..<edit.range.lowerBound]
            place = edit.range.lowerBound + edit.headerBytes
            let inside = firstTable(from: edit.range.lowerBound)..<firstTable(from: edit.range.upperBound)
            let sums = growth.before + [growth.total]
            try appendHeader(
                of: edit, growth: sums[inside.upperBound] - sums[inside.lowerBound],
                isWide: edit.table.map { isWide[$0] }, to: &output)
            guard let number = edit.table else { continue }
            try appendTable(tables[number], isWide: isWide[number], shift, length: Int64(length), to: &output)
            place = edit.range.upperBound
        }
        return output + bytes[place...]
    }

    /// The number of the first table that begins at or behind this place; how many there are, when none does.
    private func firstTable(from place: Int) -> Int {
        var range = 0..<tables.count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if tables[middle].range.lowerBound < place {
                range = (middle + 1)..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return range.lowerBound
    }

    /// Appends the header of a box with its new size and, for a table, its new name.
    private func appendHeader(
        of edit: Edit, growth: Int, isWide: Bool?, to output: inout [UInt8]
    ) throws(FerryError) {
        let size = edit.range.count + growth
        guard edit.headerBytes == 16 || size <= UInt32.max else {
            throw malformed("it would pass 32 bits", edit.range.lowerBound)
        }
        output.appendBigEndian(edit.headerBytes == 16 ? UInt32(1) : UInt32(size))
        if let isWide {
            output += FourCC(stringLiteral: isWide ? "co64" : "stco").bytes
        } else {
            output += bytes[(edit.range.lowerBound + 4)..<(edit.range.lowerBound + 8)]
        }
        if edit.headerBytes == 16 { output.appendBigEndian(UInt64(size)) }
    }

    /// Appends version, flags, count and entries.
    private func appendTable(
        _ table: Table, isWide: Bool, _ shift: MP4OffsetShift, length: Int64, to output: inout [UInt8]
    ) throws(FerryError) {
        output += bytes[(table.range.lowerBound + 8)..<(table.range.lowerBound + 16)]
        for number in 0..<table.count {
            let entry = try shift.moved(entry(number, of: table), length: length)
            if isWide {
                output.appendBigEndian(entry)
            } else {
                output.appendBigEndian(UInt32(truncatingIfNeeded: entry))
            }
        }
    }
}
