import FerryTesting
import Foundation
import Testing

/// Manifests and buckets as sources of the real command.
@Suite("batch sources", .boundedWidth) struct BatchSourceTests {
    @Test("a manifest's rows are carried under their names; lines that cannot be used are named with their numbers")
    func manifest() async throws {
        let road = try BatchRoad(3)
        let manifest = try road.scratch.write(
            "list.csv",
            Array(
                """
                source,name,metadata.topic
                \(road.folder)/\(BatchRoad.name(0)),renamed/zero.bin,one
                \(road.folder)/\(BatchRoad.name(1)),,two
                \(road.folder)/none.bin,,three
                \(road.folder)/\(BatchRoad.name(2))
                """.utf8))
        let run = try await Command.run([
            "batch", manifest, "--to", "file://\(road.kept)", "--state", road.scratch.path("state"), "--preset", "none",
        ])
        #expect(run.code == 1 && run.outcomes == ["delivered": 2], "\(run)")
        #expect(run.complaints.contains { $0.contains("list.csv:4") && $0.contains("[source.notFound]") }, "\(run)")
        #expect(run.complaints.contains { $0.contains("list.csv:5") && $0.contains("1 fields") }, "\(run)")
        let objects = try road.objects()
        let folder = road.folder.dropFirst()
        #expect(Set(objects.keys) == ["renamed/zero.bin", "\(folder)/\(BatchRoad.name(1))"], "\(objects.keys)")
    }

    @Test("a list comes by standard input")
    func standardInput() async throws {
        let road = try BatchRoad(12)
        let list = try road.scratch.write(
            "paths", Array((0..<12).map { "\(road.folder)/\(BatchRoad.name($0))\n" }.joined().utf8))
        let run = try await Command.run(
            ["batch", "-", "--to", "file://\(road.kept)", "--state", road.scratch.path("state"), "--preset", "none"],
            input: .file(list))
        #expect(run.code == 0 && run.outcomes == ["delivered": 12], "\(run)")
    }

    @Test("objects of an S3 bucket are read page by page, carried, and left alone")
    func bucket() async throws {
        let dialect = KillDialect.smallS3
        var features = S3Features()
        features.credentials = [.init(accessKey: "AKIDEXAMPLE", secret: "a-secret-of-the-tests")]
        features.pageSize = 7
        let server = FaultServer(S3Store(features: features))
        let root = try server.start()
        defer { server.stop() }
        let environment = dialect.environment(root)
        let road = try BatchRoad(25)
        try road.write("day0/with space & ü.bin", Noise.bytes(20_000, seed: 5))
        let filled = try await road.run(to: "s3://\(features.bucket)/in", environment: environment)
        #expect(filled.code == 0, "\(filled)")
        let before = server.objects
        #expect(before.count == 26)
        let arguments = [
            "batch", "s3://\(features.bucket)/in", "--to", "file://\(road.kept)", "--state",
            road.scratch.path("second"),
            "--preset", "none",
        ]
        let run = try await Command.run(arguments, environment: environment)
        #expect(run.code == 0 && run.outcomes == ["delivered": 26], "\(run)")
        #expect(try road.objects() == road.recordings())
        #expect(server.objects == before)
        #expect(Folder.files(road.scratch.path("second/fetched")) == [])
        let requests = server.requests.count
        let again = try await Command.run(arguments, environment: environment)
        #expect(again.code == 0 && again.output.isEmpty, "\(again)")
        #expect(server.requests.count - requests == 4, "nothing but the pages of the listing")
    }

    @Test("objects of a Google bucket are carried too")
    func googleBucket() async throws {
        var store = GCSStore()
        for number in 0..<12 { store.plant("in/d\(number % 3)/f\(number).bin", Noise.bytes(500, seed: UInt64(number))) }
        store.plant("out/other.bin", [1])
        let server = FaultServer(store)
        let root = try server.start()
        defer { server.stop() }
        let road = try BatchRoad(0)
        let run = try await Command.run(
            [
                "batch", "gs://\(GCSStore.bucket)/in", "--to", "file://\(road.kept)", "--state",
                road.scratch.path("state"), "--preset", "none",
            ], environment: ["STORAGE_EMULATOR_HOST": root])
        #expect(run.code == 0 && run.outcomes == ["delivered": 12], "\(run)")
        #expect(try road.objects()["d1/f4.bin"] == Data(Noise.bytes(500, seed: 4)))
    }

    @Test("a destination that refuses everything ends the run at once with its reason, and the command goes on later")
    func refused() async throws {
        var features = S3Features()
        features.credentials = [.init(accessKey: "AKIDEXAMPLE", secret: "a-secret-of-the-tests")]
        let server = FaultServer(S3Store(features: features))
        let root = try server.start()
        defer { server.stop() }
        let road = try BatchRoad(30)
        var environment = KillDialect.smallS3.environment(root)
        environment["AWS_SECRET_ACCESS_KEY"] = "another"
        let to = "s3://\(features.bucket)/in"
        let first = try await road.run(to: to, environment: environment)
        #expect(first.code == 1 && first.complaints.contains { $0.contains("[destination.unauthorized]") }, "\(first)")
        #expect(first.output.isEmpty && first.errorText.contains("30 still due"), "\(first)")
        let second = try await road.run(to: to, environment: KillDialect.smallS3.environment(root))
        #expect(second.code == 0 && second.outcomes == ["delivered": 30], "\(second)")
    }
}
