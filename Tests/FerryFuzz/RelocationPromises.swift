import FerryCore

/// A moved index leaves every byte of the media where readers find it, and is moved once.
enum RelocationPromises {
    static func check(_ input: [UInt8]) {
        let source = MemoryByteSource(input)
        guard let plan = try? MP4IndexRelocation.plan(source) else { return }
        var object: [UInt8] = []
        for piece in plan.pieces {
            switch piece {
            case .index: object += plan.index
            case .file(let range):
                FuzzTarget.require(
                    range.lowerBound >= 0 && range.upperBound <= Int64(input.count), "a piece beyond the file")
                object += input[Int(range.lowerBound)..<Int(range.upperBound)]
            }
        }
        let kept = input.count - plan.originalIndex.count
        FuzzTarget.require(object.count == kept + plan.index.count, "bytes were lost or doubled")
        FuzzTarget.require(
            plan.layout(of: .rendition, indexAt: Int64(input.count)).length == Int64(object.count),
            "the layout is not as long as the object")
        do throws(FerryError) {
            FuzzTarget.require(try MP4IndexRelocation.plan(MemoryByteSource(object)) == nil, "an index was moved twice")
        } catch {
            FuzzTarget.require(false, "what was moved cannot be read any more: \(error.message)")
        }
    }
}
