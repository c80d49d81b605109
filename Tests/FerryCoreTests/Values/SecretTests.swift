import FerryCore
import Testing

@Suite struct SecretTests {
    private struct Holder {
        var user = "ada"
        var password = Secret("open sesame")
        var optional: Secret? = Secret("open sesame")
    }

    @Test("a secret, and whatever holds it, shows nothing of it") func isNeverSeen() {
        let secret = Secret("open sesame")
        var dumped = ""
        dump(Holder(), to: &dumped)
        var alone = ""
        dump(secret, to: &alone)
        for text in [
            "\(secret)", String(reflecting: secret), String(describing: Holder()), String(reflecting: Holder()),
            String(describing: Optional(secret)), dumped, alone, "\([secret])", "\(["key": secret])",
        ] {
            #expect(text.contains("***"), "\(text)")
            #expect(!text.contains("sesame"))
        }
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test("a secret is revealed on purpose and compared by its text") func isRevealed() {
        #expect(Secret("a").revealed == "a")
        #expect(Secret("a") == Secret("a"))
        #expect(Secret("a") != Secret("b"))
    }
}
