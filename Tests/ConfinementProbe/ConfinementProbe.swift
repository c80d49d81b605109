import CFerryConfinement
import FerryConfinement
import FerryCore
import Glibc

/// Confines itself, as the media worker does or by Landlock alone, then tries what a worker must not do and what it must
/// be able to do, and prints a line for each: its name, and 0 or the error number.
///
/// Descriptor 0 is a file whose first byte is `l` for Landlock alone, 1 a file for the lines, 3 a socket, as the worker's
/// channel is.
@main
enum ConfinementProbe {
    static func main() {
        var mode: UInt8 = 0
        guard pread(0, &mode, 1, 0) == 1 else { exit(2) }
        if mode == UInt8(ascii: "l") {
            guard ferry_forbid_new_privileges() == 0, ferry_landlock_close() == 0 else { exit(2) }
            for attempt in Attempts.files + Attempts.network { tell(attempt) }
            fflush(nil)
            return
        }
        let limits = MediaLimits(maxMemoryBytes: 8 << 30, maxCPUSeconds: 20, maxOutputBytes: 1 << 20)
        guard let report = try? Confinement(limits: limits, channel: 3).apply() else { exit(2) }
        print("landlock", report.landlock ?? 0)
        print("filter", report.filtersSystemCalls ? 1 : 0)
        for attempt in Attempts.files + Attempts.network + Attempts.processes + Attempts.needed { tell(attempt) }
        fflush(nil)
    }

    private static func tell(_ attempt: Attempt) {
        errno = 0
        print(attempt.name, attempt.succeeds() ? 0 : errno)
    }
}

/// Something that is tried.
struct Attempt {
    /// How it is called.
    var name: String
    /// Tries it; leaves the reason in `errno` where it fails.
    var succeeds: () -> Bool

    init(_ name: String, _ succeeds: @escaping () -> Bool) {
        self.name = name
        self.succeeds = succeeds
    }
}
