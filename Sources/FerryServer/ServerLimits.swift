import FerryReceiver

/// Every limit that the service holds its clients to.
public struct ServerLimits: Sendable {
    /// Requests a second of one client in the long run.
    public var requestsPerSecond = 200.0
    /// Requests of one client at once.
    public var requestBurst = 400.0
    /// Connections at a time; more wait in the backlog.
    public var maxConnections = 1024
    /// Seconds of silence after which a connection is closed, also in the middle of a head.
    public var idleSeconds = 30.0
    /// Bytes a second that a body must come with, on average.
    public var minBodyRate = 4096.0
    /// Seconds that a body may lose on the way before that counts.
    public var bodyGraceSeconds = 20.0
    /// Largest upload through `/files/` and `/rufh/`, in bytes.
    public var maxUploadBytes: Int64 = 64 << 30
    /// Uploads kept at a time.
    public var maxUploads = 10_000
    /// Seconds after which a token that was made or removed by a command counts.
    public var tokenRefreshSeconds = 2.0
    /// Seconds between comments on a stream of events where nothing happens.
    public var heartbeatSeconds = 15.0
    /// Listeners to events at a time.
    public var maxListeners = 256

    /// The limits of a service that nobody has configured.
    public init() {}

    var patience: BodyPatience {
        BodyPatience(minRate: minBodyRate, grace: bodyGraceSeconds, idle: idleSeconds)
    }
}
