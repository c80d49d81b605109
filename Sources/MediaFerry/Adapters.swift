import FerryCurl
import FerryMediaWorker

/// The default adapter of each port.
enum Adapters {
    static func transport(
        caFile: String?, sendRateLimit: Int64? = nil, connectTo: String? = nil
    ) -> CurlTransport {
        CurlTransport(
            configuration: .init(
                caFile: caFile, userAgent: "mediaferry/\(FerryVersion.text)", sendRateLimit: sendRateLimit,
                connectTo: connectTo))
    }

    /// The media worker at that path, or beside the running program.
    static func worker(
        path: String?, niceness: Int = 0, atOnce: Int? = nil
    ) throws(FerryError) -> MediaWorkerClient {
        var configuration =
            if let path { MediaWorkerClient.Configuration(workerPath: path) } else {
                try MediaWorkerClient.Configuration.besideRunningCommand()
            }
        configuration.niceness = niceness
        if let atOnce { configuration.maxConcurrent = atOnce }
        return try MediaWorkerClient(configuration)
    }
}
