import FerryCore
import Foundation
import Testing

@testable import FerrySessions

@Suite struct RecoveryTokensTests {
    private static let now = Timestamp(microseconds: 1_700_000_000_000_000)
    private static let key = [UInt8](repeating: 7, count: 32)
    private static let session = SessionID(rawValue: "session1")

    private func token(_ seconds: Double = 60, key: [UInt8] = key) async throws -> String {
        try await RecoveryTokens(key: key)
            .make(for: Self.session, of: "user", expiresAt: Self.now.advanced(bySeconds: seconds)).token
    }

    private func code(_ token: String, at now: Timestamp = now) async -> FerryError.Code? {
        do {
            _ = try await RecoveryTokens(key: Self.key).check(token, at: now)
            return nil
        } catch { return error.code }
    }

    @Test("a token opens its session for its user until its time is over")
    func genuine() async throws {
        let token = try await token()
        let claim = try await RecoveryTokens(key: Self.key).check(token, at: Self.now)
        #expect(claim == .init(sessionID: Self.session, userID: "user"))
        #expect(await code(token, at: Self.now.advanced(bySeconds: 59)) == nil)
        #expect(await code(token, at: Self.now.advanced(bySeconds: 60)) == .serviceExpired)
    }

    @Test("what was not signed with the key, or was changed, is refused")
    func forged() async throws {
        let genuine = try await token()
        let parts = genuine.split(separator: ".").map(String.init)
        let payload = Data(#"{"iss":"mediaferry","sub":"user","sid":"session1","exp":99999999999}"#.utf8)
            .base64EncodedString().replacing("=", with: "").replacing("+", with: "-").replacing("/", with: "_")
        let none = Data(#"{"alg":"none","typ":"JWT"}"#.utf8).base64EncodedString().replacing("=", with: "")
        for forged in [
            try await token(key: [UInt8](repeating: 8, count: 32)), "\(parts[0]).\(payload).\(parts[2])",
            "\(none).\(payload).", "", "a.b.c", String(repeating: "x", count: 10_000), genuine + "A",
        ] {
            #expect(await code(forged) == .requestUnauthorized, "\(forged.prefix(60))")
        }
    }
}
