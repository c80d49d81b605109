import FerryCore
import FoundationEssentials

/// The key of a job: the same source, destination, preset and settings have the same one.
struct JobKey {
    let text: String

    /// - Parameters:
    ///   - parts: The destination as a whole (a query may name a bucket; it goes into the hash alone), and the settings
    ///     that make another object of the same bytes. Those that are as usual leave the key as it is. The uplink is none
    ///     of them, though plans for time follow it: it changes from hour to hour, and a job that is under way, or
    ///     delivered, is what the same command asks for whatever the uplink is now.
    ///   - repetition: 0, and for deliveries that are forced to be new ones 1, 2, 3, …
    ///   - wish: What was asked for this object alone; the folder tells no object from another unless it stands for itself.
    init(_ parts: PipelineParts, sha256: String, preset: Preset, wish: ObjectWish? = nil, repetition: Int) {
        let usual = ["mediaferry.job/1", sha256, parts.identity, preset.rawValue, String(repetition)]
        let quality = parts.quality.map { ["quality \($0)"] } ?? []
        let goal = parts.planning.isForTime && preset.mayEncode ? ["goal time"] : []
        let advised = preset.mayEncode ? Self.settings(parts.adviser) : []
        let settings =
            quality + Self.settings(parts.send) + goal + advised + Self.settings(parts.media)
            + Self.settings(parts, preset) + (wish.map(Self.settings) ?? [])
        text = RunningSHA256.hex(of: (usual + settings).joined(separator: "\n"))
    }

    private static func settings(_ send: SendSettings) -> [String] {
        let name = send.name == .standard ? [] : ["name \(send.name.text)"]
        guard send.attributes != ObjectAttributes() else { return name }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let attributes = (try? encoder.encode(send.attributes)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return name + ["attributes \(attributes)"]
    }

    /// What encodes are made by, where an object is to be made anew when that is another.
    private static func settings(_ parts: PipelineParts, _ preset: Preset) -> [String] {
        guard preset.mayEncode else { return [] }
        let edition = parts.edition.map { ["edition \($0)"] } ?? []
        return edition + (parts.leastSaving == PipelineParts.usualSaving ? [] : ["saving \(parts.leastSaving)"])
    }

    private static func settings(_ wish: ObjectWish) -> [String] {
        let name = wish.name.map { ["wanted \($0)"] } ?? []
        let apart = wish.isApart == true ? ["apart \(wish.folder ?? "")"] : []
        let metadata = (wish.metadata ?? [:]).sorted { $0.key < $1.key }.map { "metadata \($0.key)=\($0.value)" }
        return name + apart + metadata
    }

    /// Advice that is taken makes another object by what is measured, within these limits.
    private static func settings(_ adviser: AdviserSettings) -> [String] {
        guard adviser.mode == .on else { return [] }
        let presets = Preset.allCases.filter(adviser.presets.contains).map(\.rawValue).joined(separator: " ")
        let rates = [adviser.minBitRate, adviser.maxBitRate].map { $0.map(String.init) ?? "-" }
        return ["adviser \(presets) \(rates.joined(separator: " "))"]
    }

    /// What makes another object, or other extras beside it; how it is judged does neither.
    private static func settings(_ media: MediaOptions) -> [String] {
        let loudness = media.loudness.map { ["loudness \($0.integrated) \($0.truePeak)"] } ?? []
        let extras = media.extras.isEmpty ? [] : ["extras " + media.extras.map(\.rawValue).joined(separator: " ")]
        return loudness + (media.denoises ? ["denoise"] : []) + extras
    }

    /// What a server is told of it.
    static func tag(of key: String) -> String { RunningSHA256.hex(of: "mediaferry.tag/1\n\(key)") }
}
