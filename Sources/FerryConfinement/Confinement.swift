import CFerryConfinement
public import FerryCore
import Glibc

/// What a process takes from itself before it looks at a byte of media.
///
/// Everything that confines the media worker stands here, in the order in which it takes hold. Each measure holds for the
/// rest of the process; none needs privileges.
public struct Confinement: Sendable {
    /// What the work may use.
    public var limits: MediaLimits
    /// The socket to the process that gave the work, over which messages are sent.
    public var channel: Int32

    /// CPU seconds between SIGXCPU and SIGKILL.
    static let cpuGraceSeconds = 5

    /// Plans a confinement; nothing takes hold yet.
    public init(limits: MediaLimits, channel: Int32) {
        self.limits = limits
        self.channel = channel
    }

    /// Gives up what the work does not need, for good. Call it from the only thread.
    ///
    /// What the kernel does not have, or what a container around us keeps from us, is left out and missing in the report;
    /// anything else must take hold.
    ///
    /// - Throws: `media.workerStopped` that names what the system refused; no media may be read then.
    public func apply() throws(FerryError) -> ConfinementReport {
        try Self.require(ferry_forbid_new_privileges(), "prctl(PR_SET_NO_NEW_PRIVS)")
        try bound(FERRY_CORE_SIZE, 0)
        try bound(FERRY_ADDRESS_SPACE, limits.maxMemoryBytes)
        try bound(FERRY_OPEN_FILES, Int64(limits.maxOpenFiles))
        try bound(FERRY_FILE_SIZE, limits.maxOutputBytes)
        // A write past the limit then fails with EFBIG, which the work reports, instead of ending the process.
        signal(SIGXFSZ, SIG_IGN)
        try bound(FERRY_CPU_SECONDS, Int64(limits.maxCPUSeconds), hardExtra: Int64(Self.cpuGraceSeconds))
        return ConfinementReport(landlock: try closeFiles(), filtersSystemCalls: try filterSystemCalls())
    }

    /// - Returns: The version of Landlock; `nil` where the kernel has none.
    private func closeFiles() throws(FerryError) -> Int? {
        let version = ferry_landlock_version()
        guard version > 0 else {
            guard Self.isMissing(errno) else { throw Self.refused("landlock_create_ruleset") }
            return nil
        }
        try Self.require(ferry_landlock_close(), "landlock_restrict_self")
        return Int(version)
    }

    /// - Returns: Whether the kernel has filters.
    private func filterSystemCalls() throws(FerryError) -> Bool {
        guard ferry_can_filter_system_calls() else { return false }
        guard ferry_filter_system_calls(channel) != 0 else { return true }
        guard Self.isMissing(errno) else { throw Self.refused("seccomp") }
        return false
    }

    /// Whether an error number says that there is no such call: the kernel lacks it, has it switched off, or a container's
    /// own filter, which answers calls it does not know with `EPERM`, stands before it.
    private static func isMissing(_ number: Int32) -> Bool { [ENOSYS, EOPNOTSUPP, EPERM].contains(number) }

    private func bound(_ resource: ferry_resource, _ amount: Int64, hardExtra: Int64 = 0) throws(FerryError) {
        let soft = UInt64(max(0, amount))
        let hard = soft.addingReportingOverflow(UInt64(hardExtra))
        try Self.require(
            ferry_limit_resource(resource, soft, hard.overflow ? soft : hard.partialValue), "setrlimit")
    }

    private static func require(_ answer: Int32, _ call: String) throws(FerryError) {
        guard answer != 0 else { return }
        throw refused(call)
    }

    private static func refused(_ call: String) -> FerryError {
        FerryError(
            .mediaWorkerStopped,
            "the media worker cannot confine itself: \(call) failed (\(String(cString: strerror(errno))))")
    }
}
