import FerryCore
import Foundation
import Testing

@testable import FerrySessions

@Suite struct WebhookTests {
    private static let now = Timestamp(microseconds: 1_700_000_000_000_000)

    /// Made with `printf '1700000000.{}' | openssl dgst -sha256 -hmac key`.
    @Test("the signature is HMAC-SHA256 over time, dot and body")
    func signature() {
        let text = WebhookLetter.signature(of: Array("{}".utf8), by: Secret("key"), at: Self.now)
        #expect(text == "t=1700000000,v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae")
    }

    @Test("taken is taken, gone is given up, everything else is tried again until the waits are used up")
    func policy() {
        let policy = WebhookPolicy(waits: [5, 30])
        func outcome(_ status: Int?, attempts: Int) -> WebhookOutcome {
            policy.outcome(status: status, reason: status == nil ? "no answer" : nil, attempts: attempts, at: Self.now)
        }
        #expect(outcome(204, attempts: 1) == .delivered(status: 204))
        #expect(outcome(410, attempts: 1) == .failed(status: 410, reason: "the receiver answered 410"))
        #expect(
            outcome(500, attempts: 1)
                == .retry(at: Self.now.advanced(bySeconds: 5), status: 500, reason: "the receiver answered 500"))
        #expect(
            outcome(302, attempts: 2)
                == .retry(at: Self.now.advanced(bySeconds: 30), status: 302, reason: "the receiver answered 302"))
        #expect(outcome(nil, attempts: 3) == .failed(status: nil, reason: "no answer"))
    }
}
