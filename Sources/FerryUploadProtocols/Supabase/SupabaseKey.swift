import FoundationEssentials

/// What a key of Supabase says of the project that it is for.
///
/// `anon` and `service_role` keys are JSON Web Tokens (RFC 7519) with the project's reference as the claim `ref`; a user's
/// token has it in its issuer, `https://REF.supabase.co/auth/v1`. Keys of the newer kind (`sb_secret_…`) say nothing.
/// Source: <https://supabase.com/docs/guides/api/api-keys>.
public enum SupabaseKey {
    private struct Claims: Decodable {
        var ref: String?
        var iss: String?
    }

    /// The reference of the key's project; `nil` where the key does not say. Its signature is not looked at: it is our own.
    public static func project(of key: String) -> String? {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var text = String(parts[1].map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text), let claims = try? JSONDecoder().decode(Claims.self, from: data)
        else {
            return nil
        }
        return claims.ref ?? claims.iss.flatMap(project(ofIssuer:))
    }

    private static func project(ofIssuer issuer: String) -> String? {
        let (start, end) = ("https://", ".supabase.co/auth/v1")
        guard issuer.hasPrefix(start), issuer.hasSuffix(end) else { return nil }
        let project = issuer.dropFirst(start.count).dropLast(end.count)
        return project.isEmpty || project.contains(".") || project.contains("/") ? nil : String(project)
    }
}
