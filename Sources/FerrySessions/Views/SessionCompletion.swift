public import FerryCore

/// A session that was completed: the session, and beside its fields what it consists of.
public struct SessionCompletion: Sendable, Equatable {
    /// The session with its answers.
    public var session: SessionView
    /// What it consists of.
    public var manifest: SessionManifest
    /// Jobs of it that are not at an end.
    public var pending: [JobID]
    /// Seconds it took to put the manifest together and to write it, without waiting for media.
    public var assemblySeconds: Double

    /// Creates a completion.
    public init(session: SessionView, manifest: SessionManifest, pending: [JobID], assemblySeconds: Double) {
        self.session = session
        self.manifest = manifest
        self.pending = pending
        self.assemblySeconds = assemblySeconds
    }
}

extension SessionCompletion: Codable {
    private enum CodingKeys: String, CodingKey {
        case manifest, pending, assemblySeconds
    }

    /// Reads the session's fields and those beside them from one object.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        session = try SessionView(from: decoder)
        manifest = try container.decode(SessionManifest.self, forKey: .manifest)
        pending = try container.decode([JobID].self, forKey: .pending)
        assemblySeconds = try container.decode(Double.self, forKey: .assemblySeconds)
    }

    /// Writes the session's fields and those beside them into one object.
    public func encode(to encoder: any Encoder) throws {
        try session.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(manifest, forKey: .manifest)
        try container.encode(pending, forKey: .pending)
        try container.encode(assemblySeconds, forKey: .assemblySeconds)
    }
}
