import Foundation

/// The elements of a Matroska file, masters entered, for tests that change single blocks.
struct Blocks {
    static let cluster = 0x1F43_B675
    static let timestamp = 0xE7
    static let simple = 0xA3

    struct Element {
        var id: Int
        /// Where the identifier stands, where the data begin, and how many there are.
        var start: Int
        var data: Int
        var count: Int
    }

    private(set) var bytes: [UInt8]
    let elements: [Element]

    init(_ data: Data) {
        bytes = [UInt8](data)
        var found: [Element] = []
        var place = 0
        while place < bytes.count, let element = Self.read(bytes, place) {
            found.append(element)
            let isMaster = [0x1853_8067, Self.cluster].contains(element.id)
            place = isMaster ? element.data : element.data + element.count
        }
        elements = found
    }

    var data: Data { Data(bytes) }

    /// The blocks of a track, or of all.
    func simple(track: UInt8? = nil) -> [Element] {
        elements.filter { $0.id == Self.simple && (track == nil || bytes[$0.data] == 0x80 | (track ?? 0)) }
    }

    /// The time of a block in its cluster.
    func time(_ block: Element) -> Int {
        Int(Int16(truncatingIfNeeded: Int(bytes[block.data + 1]) << 8 | Int(bytes[block.data + 2])))
    }

    mutating func setTime(_ time: Int, _ block: Element) {
        bytes[block.data + 1] = UInt8(truncatingIfNeeded: time >> 8)
        bytes[block.data + 2] = UInt8(truncatingIfNeeded: time)
    }

    /// Makes a block one that means nothing.
    mutating func void(_ block: Element) { bytes[block.start] = 0xEC }

    /// The clusters without sizes, the n-th with another time.
    func live(time: UInt64, ofCluster wanted: Int) -> Data {
        var made = Data()
        var (last, number) = (0, 0)
        for element in elements {
            if element.id == Self.cluster {
                made +=
                    Data(bytes[last..<element.start])
                    + Data([0x1F, 0x43, 0xB6, 0x75, 1] + [UInt8](repeating: 0xFF, count: 7))
                last = element.data
            } else if element.id == Self.timestamp {
                if number == wanted {
                    made += Data(bytes[last..<element.start]) + Data([0xE7, 0x88])
                    made += Data((0..<8).map { UInt8(truncatingIfNeeded: time >> UInt64(56 - 8 * $0)) })
                    last = element.data + element.count
                }
                number += 1
            }
        }
        return made + Data(bytes[last...])
    }

    private static func read(_ bytes: [UInt8], _ place: Int) -> Element? {
        let idBytes = bytes[place].leadingZeroBitCount + 1
        guard idBytes <= 4, place + idBytes < bytes.count else { return nil }
        let sizeBytes = bytes[place + idBytes].leadingZeroBitCount + 1
        guard sizeBytes <= 8, place + idBytes + sizeBytes <= bytes.count else { return nil }
        let id = bytes[place..<(place + idBytes)].reduce(0) { $0 << 8 | Int($1) }
        let number = bytes[(place + idBytes)..<(place + idBytes + sizeBytes)].reduce(0) { $0 << 8 | Int($1) }
        return Element(
            id: id, start: place, data: place + idBytes + sizeBytes, count: number & (1 << (7 * sizeBytes) - 1))
    }
}
