import FerryCore
import FoundationEssentials
import Glibc
import Testing

@testable import FerryMediaWorker

/// A process that confined itself as the worker does, and tries what a decoder that was taken over would try.
@Suite(.timeLimit(.minutes(1))) struct ConfinementTests {
    /// What each attempt came to, by its name: 0 or the error number.
    private static func attempts(_ mode: String) async throws -> [String: Int32] {
        let folder = try WorkFolder()
        let mode = try folder.file("mode", mode)
        let lines = try folder.file("lines", "")
        let channel = try DescriptorPair.channel()
        let diagnostics = try DescriptorPair.pipeToUs()
        let input = try OwnedDescriptor.duplicate(of: mode.number)
        let output = try OwnedDescriptor.duplicate(of: lines.number)
        let path = try WorkerLookup.besideRunningCommand()
        let folderOfPrograms = path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex)
        let id = try SpawnCall(path: folderOfPrograms + "ConfinementProbe").run(placing: [
            input.number, output.number, diagnostics.theirs.number, channel.theirs.number,
        ])
        var status: Int32 = 0
        #expect(waitpid(id, &status, 0) == id && status == 0, "status \(status)")
        let text = try String(contentsOfFile: folder.path + "/lines", encoding: .utf8)
        return text.split(separator: "\n").reduce(into: [:]) { found, line in
            guard let space = line.lastIndex(of: " "), let number = Int32(line[line.index(after: space)...]) else {
                return
            }
            found[String(line[..<space])] = number
        }
    }

    @Test("nothing but bytes of open descriptors, memory and threads is left to it")
    func all() async throws {
        var found = try await Self.attempts("a")
        let (landlock, filter) = (found.removeValue(forKey: "landlock"), found.removeValue(forKey: "filter"))
        try #require(filter == 1, "this kernel filters no system calls")
        #expect(landlock != nil)
        let needed = [
            "read what is open", "write what is open", "send over the channel", "start a thread", "take memory",
            "read the clock",
        ]
        for name in needed { #expect(found.removeValue(forKey: name) == 0, "\(name)") }
        #expect(found.removeValue(forKey: "write more than allowed") == EFBIG)
        #expect(found.count == 18)
        for (name, number) in found { #expect(number == EPERM, "\(name)") }
    }

    @Test("Landlock alone closes every file and, from version 4, every TCP port")
    func landlock() async throws {
        let version = try await Self.attempts("a")["landlock"] ?? 0
        try #require(version > 0, "this kernel has no Landlock")
        var found = try await Self.attempts("l")
        let connection = found.removeValue(forKey: "connect")
        if version >= 4 { #expect(connection == EACCES) }
        #expect(found.count == 5)
        for (name, number) in found { #expect(number == EACCES, "\(name)") }
    }

    @Test("a real worker says what confines it, and the kernel says the same of it")
    func described() async throws {
        let description = try await RealWorker.client().describe()
        #expect(description.confinement.filtersSystemCalls)
        #expect(description.versions.libavformat.split(separator: ".").count == 3)
    }
}

/// A folder that is removed at the end.
private final class WorkFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/mediaferry-confinement-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ text: String) throws -> OwnedDescriptor {
        try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
        let opened = open("\(path)/\(name)", O_RDWR | O_CLOEXEC)
        try #require(opened >= 0)
        return OwnedDescriptor(owning: opened)
    }
}
