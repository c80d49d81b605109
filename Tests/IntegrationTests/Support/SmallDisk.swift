import Foundation

/// A program with a small file system over one folder that nobody else sees, in a mount namespace of its own.
enum SmallDisk {
    /// Whether this process may do that here.
    static let isPossible: Bool = {
        guard getuid() == 0, let unshare = BuiltProducts.program("unshare") else { return false }
        let process = Process()
        process.executableURL = URL(filePath: unshare)
        process.arguments = ["--mount", "sh", "-c", "mount -t tmpfs -o size=4096 none /mnt"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// Starts the program.
    ///
    /// - Parameter counting: Whether, after its end, a line on standard output says how many files are in the folder's
    ///   `spool`; nobody else can look there. Such a program must be left to end by itself.
    static func start(
        _ program: String, _ arguments: [String], mounting folder: String, bytes: Int, counting: Bool = false
    ) throws -> ChildProcess {
        let mount = """
            mount -t tmpfs -o "size=$1,mode=0700" none "$2" || exit 99
            folder=$2
            shift 2

            """
        let count = """
            "$@"
            code=$?
            echo "left in the spool: $(find "$folder/spool" -type f 2>/dev/null | wc -l)"
            exit $code
            """
        return try ChildProcess(
            BuiltProducts.program("unshare") ?? "unshare",
            ["--mount", "sh", "-c", mount + (counting ? count : "exec \"$@\""), "sh", String(bytes), folder, program]
                + arguments, environment: Command.environment)
    }
}
