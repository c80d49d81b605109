import FerryCore
import FoundationEssentials
import Testing

@testable import MediaFerry

@Suite struct ReceiptVerifierTests {
    /// A key that names a project, without a signature.
    private static func key(_ project: String) -> String {
        "e30.\(Data(#"{"ref":"\#(project)"}"#.utf8).base64EncodedString()).e30"
    }

    @Test(
        "keys go to a hosted project only where all of them say that they are for it",
        arguments: [
            (nil, "theirs", nil), (nil, "ours", "theirs"), ("theirs", "theirs", nil), ("ours", "theirs", "theirs"),
            (nil, nil, "theirs"),
        ] as [(String?, String?, String?)])
    func vouching(token: String?, apiKey: String?, unvouched: String?) throws {
        var access = DestinationAccess()
        access.credentials.token = token.map(Self.key)
        access.credentials.apiKey = apiKey.map(Self.key)
        let destination = try Destination("supabase://theirs/videos")
        #expect(ReceiptVerifier.unvouchedProject(destination, access, asked: nil) == unvouched)
        let elsewhere = "http://127.0.0.1:9/storage/v1"
        #expect(ReceiptVerifier.unvouchedProject(destination, access, asked: elsewhere) == nil)
    }

    @Test("a key of the newer kind vouches for nothing")
    func opaque() throws {
        var access = DestinationAccess()
        access.credentials.apiKey = "sb_secret_abc"
        let destination = try Destination("supabase://theirs/videos")
        #expect(ReceiptVerifier.unvouchedProject(destination, access, asked: nil) == "theirs")
    }
}
