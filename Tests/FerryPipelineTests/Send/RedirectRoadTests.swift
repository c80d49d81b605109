import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct RedirectRoadTests {
    private static let bytes = content(5000)

    @Test(
        "uploads that are moved within a host arrive, and every request and byte of the detour is counted",
        arguments: [307, 308])
    func within(status: Int) async throws {
        // The store knows uploads by their path; a query leads there all the same.
        let plan = FaultPlan { request in
            guard request.method != "OPTIONS", !request.path.contains("?moved") else { return nil }
            return .redirect(status, location: "\(request.path)?moved")
        }
        try await TestRoad.walk(plan) { road in
            let pipeline = try road.pipeline {
                $0.authorizer = BearerAuthorizer(origin: road.endpoint, token: "secret")
            }
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(receipt.transfer.requests == road.server.requests.count)
            #expect(receipt.transfer.retries.isEmpty)
            let moved = road.server.requests.filter { $0.path.contains("?moved") }
            #expect(moved.count >= 6)
            #expect(road.server.requests.allSatisfy { $0.headerFields[.authorization] == "Bearer secret" })
            await pipeline.shutdown()
        }
    }

    @Test("credentials stay behind when a redirect leads to another host")
    func elsewhere() async throws {
        let other = FaultServer()
        let target = try other.start()
        defer { other.stop() }
        try await TestRoad.walk(FaultPlan().on("POST", .redirect(307, location: target))) { road in
            let pipeline = try road.pipeline {
                $0.authorizer = BearerAuthorizer(origin: road.endpoint, token: "secret")
            }
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(other.objects.map(\.bytes) == [Self.bytes])
            #expect(other.requests.allSatisfy { $0.headerFields[.authorization] == nil })
            #expect(road.server.requests.map(\.method) == ["OPTIONS", "POST"])
            #expect(road.server.requests.allSatisfy { $0.headerFields[.authorization] == "Bearer secret" })
            #expect(receipt.destination.location.hasPrefix(target), "a relative Location is seen from where it came")
            await pipeline.shutdown()
        }
    }

    static let refusals: [(location: String, reason: String)] = [
        ("/files/", "in a loop"), ("ftp://127.0.0.1/files/", "no http or https URL"),
        ("http://user:word@127.0.0.1/files/", "no http or https URL"),
    ]

    @Test("a redirect that may not be followed is named, and nothing is sent there", arguments: refusals)
    func refused(location: String, reason: String) async throws {
        try await TestRoad.walk(FaultPlan().on("POST", .redirect(308, location: location))) { road in
            let pipeline = try road.pipeline()
            let submission = try await pipeline.submit(try road.file(Self.bytes))
            let error = try #require(failure(await outcome(submission)))
            #expect(error.code == .destinationWrongProtocol && error.status == 308)
            #expect(error.message.contains(reason) && !error.message.contains("word"))
            #expect(road.server.requests.map(\.method) == ["OPTIONS", "POST"])
            await pipeline.shutdown()
        }
    }

    @Test("more than five redirects in a row are not followed")
    func many() async throws {
        let plan = FaultPlan { request in
            request.method == "POST" ? .redirect(307, location: "\(request.path)x") : nil
        }
        try await TestRoad.walk(plan) { road in
            let pipeline = try road.pipeline()
            let error = try #require(failure(await outcome(try await pipeline.submit(try road.file(Self.bytes)))))
            #expect(error.message.contains("more than 5 times"))
            #expect(road.server.requests.filter { $0.method == "POST" }.count == 6)
            await pipeline.shutdown()
        }
    }
}
