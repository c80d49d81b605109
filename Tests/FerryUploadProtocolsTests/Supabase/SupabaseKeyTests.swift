import FerryUploadProtocols
import FoundationEssentials
import Testing

@Suite struct SupabaseKeyTests {
    /// A token with these claims and no signature worth the name.
    private static func token(_ claims: String) -> String {
        let parts = [#"{"alg":"HS256","typ":"JWT"}"#, claims].map {
            Data($0.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
                .replacing("=", with: "")
        }
        return parts.joined(separator: ".") + ".c2lnbmF0dXJl"
    }

    @Test(
        "a key's project is its claim ref, or the host of its issuer",
        arguments: [
            (#"{"iss":"supabase","ref":"abcdefghijklmnop","role":"service_role"}"#, "abcdefghijklmnop"),
            (#"{"iss":"https://abcdefghijklmnop.supabase.co/auth/v1","sub":"?~ü"}"#, "abcdefghijklmnop"),
            (#"{"iss":"https://supabase.co.evil.example/auth/v1"}"#, nil),
            (#"{"iss":"https://a.b.supabase.co/auth/v1"}"#, nil), (#"{"role":"anon"}"#, nil),
            ("no JSON", nil),
        ] as [(String, String?)])
    func claims(text: String, project: String?) {
        #expect(SupabaseKey.project(of: Self.token(text)) == project)
    }

    @Test(
        "a key that is no token says nothing",
        arguments: ["", "sb_secret_abc", "a.b", "a.b.c.d", "..", "a.%%%.c"])
    func opaque(key: String) { #expect(SupabaseKey.project(of: key) == nil) }
}
