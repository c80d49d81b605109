import FerryCurl
import FerryMediaWorker

/// The default adapter of each port.
enum Adapters {
    static func transport(caFile: String?, sendRateLimit: Int64? = nil) -> CurlTransport {
        CurlTransport(
            configuration: .init(
                caFile: caFile, userAgent: "mediaferry/\(FerryVersion.text)", sendRateLimit: sendRateLimit))
    }

    /// The media worker at that path, or beside the running program.
    static func worker(path: String?) throws(FerryError) -> MediaWorkerClient {
        guard let path else { return try MediaWorkerClient(.besideRunningCommand()) }
        return try MediaWorkerClient(MediaWorkerClient.Configuration(workerPath: path))
    }
}
