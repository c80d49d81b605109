package import FerryCore

/// What earlier runs on a state directory learned of machine and uplink, read without touching the directory.
package enum SavedSpeeds {
    /// What is known; the usual machine where nothing is.
    ///
    /// - Parameters:
    ///   - directory: The state directory's path; it need not be there.
    ///   - identity: What tells the destination from others.
    package static func forecast(
        directory: String, identity: String, settings: PlanSettings, processors: Int, now: Timestamp
    ) -> DeliveryForecast {
        let known = ControlFile.read(SpeedDocument.self, from: "\(directory)/control/speeds.json")
        let document = known.flatMap { $0.schema == SpeedDocument.schema ? $0 : nil } ?? SpeedDocument()
        let destination = RunningSHA256.hex(of: "mediaferry.uplink/1\n\(identity)")
        let uplink: Double? =
            switch settings.uplink {
            case .rate(let rate): Double(rate)
            case .measured, .unknown: UplinkEstimate(before: document.uplink(destination, now: now)).bytesPerSecond
            }
        return DeliveryForecast(speeds: document.machine, processors: processors, uplink: uplink)
    }
}
