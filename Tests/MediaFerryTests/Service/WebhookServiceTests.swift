import Crypto
import FerrySessions
import FerryTesting
import Foundation
import HTTPTypes
import MediaFerry
import Testing

@Suite(.timeLimit(.minutes(2))) struct WebhookServiceTests {
    private static let secret = "whsec-1"

    @Test("a delivered answer and a completed session are told, signed, and again under the same name after a failure")
    func told() async throws {
        let server = FaultServer(WebhookReceiver(), plan: FaultPlan().on("POST", 1, .lostReply))
        let address = try server.start()
        defer { server.stop() }
        var settings = ServiceSettings()
        settings.webhookURL = "\(address)answers"
        settings.webhookSecret = Secret(Self.secret)
        settings.webhookWaits = [0.05, 0.05]
        try await ServiceHouse.open(settings: settings) { house in
            let id = try await house.session()
            let handed = try await house.handOff(
                #"{"questionId":"q1","videoDataUri":"data:video/webm;base64,AAECAwQ="}"#, to: id)
            let result = try await house.result(of: handed.view.submissionId)
            try await house.wait { server.objects.count >= 2 }
            _ = try await house.service.complete(id)
            try await house.wait { server.objects.count >= 3 }
            let told = try server.objects.map { try Self.document($0.bytes) }
            #expect(
                told.map { $0["event"] as? String } == ["answer.delivered", "answer.delivered", "session.completed"])
            #expect(told[0]["id"] as? String == told[1]["id"] as? String)
            #expect(told[0]["id"] as? String != told[2]["id"] as? String)
            let answer = try #require(told[1]["answer"] as? [String: Any])
            #expect(answer["videoUrl"] as? String == result.videoUrl)
            #expect((told[1]["receipts"] as? [Any])?.count == 1)
            for (request, object) in zip(server.requests, server.objects) {
                try Self.checkSignature(request, object.bytes)
            }
        }
    }

    private static func document(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    private static func checkSignature(_ request: RecordedRequest, _ body: [UInt8]) throws {
        let name = try #require(HTTPField.Name("X-MediaFerry-Signature"))
        let field = try #require(request.headerFields[name])
        let parts = field.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        let values = Dictionary(uniqueKeysWithValues: parts.map { ($0[0], $0[1]) })
        let time = try #require(values["t"])
        let mac = HMAC<SHA256>.authenticationCode(
            for: Data("\(time).".utf8) + Data(body), using: SymmetricKey(data: Data(secret.utf8)))
        #expect(values["v1"] == mac.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
}
