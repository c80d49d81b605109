import FerryCore
import Foundation
import Glibc

/// What a disk, or somebody else who writes to it, may do to a destination folder and the unfinished file in it.
enum FolderFault: String, CaseIterable, Sendable {
    case full = "disk full"
    case readOnly = "disk read-only"
    case flipped = "unfinished file flipped"
    case longer = "unfinished file longer"
    case shorter = "unfinished file shorter"
    case emptied = "unfinished file emptied"
    case removed = "unfinished file removed"
    case linked = "unfinished file a link"
    case taken = "name taken by others"
    case takenBySame = "name taken by same bytes"
    case folderRemoved = "folder removed"
    case folderReplaced = "folder replaced by a file"

    /// A file that nobody must touch.
    static let others = content(77, seed: 3)

    /// Whether it needs a file system of its own.
    var needsVolume: Bool { self == .full || self == .readOnly }

    /// The codes that name it; with none the object must arrive all the same.
    var codes: Set<FerryError.Code> {
        switch self {
        case .full: [.destinationTooLarge]
        case .readOnly: [.destinationUnauthorized]
        case .flipped: [.verifyChecksum]
        case .longer: [.uploadOffsetBeyondEnd, .verifyChecksum]
        case .shorter, .emptied, .removed, .folderRemoved: [.uploadExpired]
        case .linked, .taken, .folderReplaced: [.destinationConflict]
        case .takenBySame: []
        }
    }

    /// Whether the cause goes away by itself, or with what is begun anew.
    var isPassing: Bool { codes.isSubset(of: [.verifyChecksum, .uploadOffsetBeyondEnd, .uploadExpired]) }

    /// Does it to the folder of a road.
    func make(_ road: FolderRoad, _ volume: SmallVolume?, _ bytes: [UInt8]) {
        let unfinished = road.files.keys.first { $0.hasSuffix(".part") }.map { "\(road.folder)/\($0)" }
        switch self {
        case .full: volume?.fill("filler")
        case .readOnly: volume?.setReadOnly(true)
        case .taken: _ = try? road.scratch.file("out/answer.webm", Self.others)
        case .takenBySame: _ = try? road.scratch.file("out/answer.webm", bytes)
        case .folderRemoved: try? FileManager.default.removeItem(atPath: road.folder)
        case .folderReplaced:
            try? FileManager.default.removeItem(atPath: road.folder)
            _ = try? road.scratch.file("out", Self.others)
        case .flipped, .longer, .shorter, .emptied, .removed, .linked:
            if let unfinished { spoil(unfinished, road) }
        }
    }

    private func spoil(_ path: String, _ road: FolderRoad) {
        guard var bytes = FileManager.default.contents(atPath: path).map(Array.init), !bytes.isEmpty else { return }
        switch self {
        case .flipped: bytes[7] ^= 1
        case .longer: bytes += [1]
        case .shorter: bytes.removeLast()
        case .emptied: bytes = []
        case .linked:
            let target = try? road.scratch.file("outside", Self.others)
            unlink(path)
            symlink(target ?? "", path)
            return
        default:
            unlink(path)
            return
        }
        // In place, as a disk does it: the file keeps its inode.
        let descriptor = open(path, O_WRONLY | O_TRUNC)
        _ = write(descriptor, bytes, bytes.count)
        close(descriptor)
    }

    /// Takes away what would stand in the way of another run.
    func undo(_ road: FolderRoad, _ volume: SmallVolume?) {
        switch self {
        case .full: unlink("\(road.folder)/filler")
        case .readOnly: volume?.setReadOnly(false)
        case .taken: unlink("\(road.folder)/answer.webm")
        case .folderReplaced: unlink(road.folder)
        case .linked:
            let link = try? FileManager.default.contentsOfDirectory(atPath: road.folder).first { $0.hasSuffix(".part") }
            if let link { unlink("\(road.folder)/\(link)") }
        default: break
        }
    }
}
