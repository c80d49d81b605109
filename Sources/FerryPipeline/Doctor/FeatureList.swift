import FerryCore

/// What a server said that it can do, in words.
enum FeatureList {
    static func check(_ capabilities: UploadCapabilities) -> HealthCheck {
        var words = capabilities.features
        if words.isEmpty {
            if capabilities.createsWithBody { words.append("bytes with the creating request") }
            if capabilities.defersLength { words.append("length told later") }
            if capabilities.terminates { words.append("deletion") }
        }
        if let checksum = capabilities.chunkChecksum { words.append("\(checksum.label) of each chunk") }
        if let most = capabilities.maxBytes { words.append("objects up to \(most) bytes") }
        let limits = capabilities.chunkLimits
        if limits.maxBytes < .max { words.append("chunks up to \(limits.maxBytes) bytes") }
        if limits.minBytes > 1 { words.append("chunks of \(limits.minBytes) bytes at least") }
        return .good("features", words.isEmpty ? "the protocol's core" : words.joined(separator: ", "))
    }
}
