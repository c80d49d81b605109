/// What a media worker says of itself.
public struct MediaWorkerDescription: Sendable, Equatable, Codable {
    /// The versions of the libraries it works with.
    public var versions: MediaLibraryVersions
    /// What confines it.
    public var confinement: ConfinementReport
    /// The encoders that presets need and its FFmpeg lacks, by FFmpeg's names.
    public var missingEncoders: [String]

    /// Creates a description.
    public init(versions: MediaLibraryVersions, confinement: ConfinementReport, missingEncoders: [String] = []) {
        self.versions = versions
        self.confinement = confinement
        self.missingEncoders = missingEncoders
    }
}

/// Which of the kernel's means confine a process beyond its resource limits, as they took hold.
public struct ConfinementReport: Sendable, Equatable, Codable {
    /// The version of Landlock that closes files and, from 4, TCP ports; `nil` where the kernel has none.
    public var landlock: Int?
    /// Whether system calls are filtered (seccomp).
    public var filtersSystemCalls: Bool

    /// Creates a report.
    public init(landlock: Int?, filtersSystemCalls: Bool) {
        self.landlock = landlock
        self.filtersSystemCalls = filtersSystemCalls
    }
}
