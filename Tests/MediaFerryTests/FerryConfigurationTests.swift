import MediaFerry
import Testing

@Suite struct FerryConfigurationTests {
    @Test(
        "a destination that is none is refused before anything is made",
        arguments: ["", "ftp://x/", "tus+http://u:p@h/"])
    func unusable(destination: String) async {
        await #expect(throws: FerryError.self) {
            _ = try await Ferry(FerryConfiguration(destination: destination, stateDirectory: "/dev/null/never"))
        }
    }
}
