import FerryCore
import Testing

@testable import FerryUploadProtocols

@Suite struct ReprDigestTests {
    static let base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    static let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test(
        "the SHA-256 is read from among other digests and parameters",
        arguments: [
            "sha-256=:\(base64):", "sha-512=:AAAA:, sha-256=:\(base64):", "sha-256=:\(base64):;q=1, md5=:AA==:",
            " sha-256=:\(base64): ", "sha-256=:AAAA:, sha-256=:\(base64):",
        ])
    func reading(field: String) {
        #expect(ReprDigest.sha256(field)?.hex == Self.hex)
    }

    @Test("small bytes keep their leading zero")
    func zeros() {
        let field = "sha-256=:" + String(repeating: "A", count: 43) + "=:"
        #expect(ReprDigest.sha256(field)?.hex == String(repeating: "0", count: 64))
    }

    @Test(
        "anything else is no SHA-256",
        arguments: [
            "", " ", "sha-256", "sha-256=", "sha-256=1", "sha-256=?1", "sha-256=\(base64)", "sha-256=\"\(base64)\"",
            "sha-256=::", "sha-256=:AAAA:", "sha-256=:\(base64)AAAA:", "sha-256=:\(base64)",
            "sha-256=:!\(base64.dropFirst()):",
            "sha-256=(:\(base64):)", "SHA-256=:\(base64):", "sha-512=:\(base64):", "sha-256=:\(base64):,", ",", "=",
            ":::",
            "sha-256=:\(base64): x", "sha-256=:\u{E4}:",
        ])
    func refusing(field: String) {
        #expect(ReprDigest.sha256(field)?.hex == nil)
    }
}
