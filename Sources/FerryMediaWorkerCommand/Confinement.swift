import CFerrySandbox
import FerryCore
import Glibc

/// What the worker takes from itself before it looks at a byte of media.
///
/// Everything that confines the worker stands here, in the order in which it takes hold.
struct Confinement {
    /// What the work may use.
    var limits: MediaLimits

    /// CPU seconds between SIGXCPU and SIGKILL.
    static let cpuGraceSeconds = 5

    /// Ties this process's life to its parent's. Comes before everything else, even the request.
    static func dieWithParent() throws(FerryError) {
        try require(ferry_die_with_parent(), "prctl(PR_SET_PDEATHSIG)")
    }

    /// Gives up what the work does not need, for good.
    ///
    /// - Throws: A ``FerryError`` that names what the system refused; no media may be read then.
    func apply() throws(FerryError) {
        try Self.require(ferry_forbid_new_privileges(), "prctl(PR_SET_NO_NEW_PRIVS)")
        try bound(FERRY_CORE_SIZE, 0)
        try bound(FERRY_ADDRESS_SPACE, limits.maxMemoryBytes)
        try bound(FERRY_OPEN_FILES, Int64(limits.maxOpenFiles))
        try bound(FERRY_FILE_SIZE, limits.maxOutputBytes)
        // A write past the limit then fails with EFBIG, which the work reports, instead of ending the process.
        signal(SIGXFSZ, SIG_IGN)
        try bound(FERRY_CPU_SECONDS, Int64(limits.maxCPUSeconds), hardExtra: Int64(Self.cpuGraceSeconds))
    }

    private func bound(_ resource: ferry_resource, _ amount: Int64, hardExtra: Int64 = 0) throws(FerryError) {
        let soft = UInt64(max(0, amount))
        let hard = soft.addingReportingOverflow(UInt64(hardExtra))
        try Self.require(
            ferry_limit_resource(resource, soft, hard.overflow ? soft : hard.partialValue), "setrlimit")
    }

    private static func require(_ answer: Int32, _ call: String) throws(FerryError) {
        guard answer != 0 else { return }
        throw FerryError(
            .mediaWorkerStopped,
            "the media worker cannot confine itself: \(call) failed (\(String(cString: strerror(errno))))")
    }
}
