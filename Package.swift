// swift-tools-version: 6.2
import PackageDescription

// Swift 6 language mode, warnings as errors and imports that state their access hold for every target of ours.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]
let houseC: [CSetting] = [.treatAllWarnings(as: .error)]

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let hummingbird: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
    .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]

let package = Package(
    name: "MediaFerry",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "MediaFerry", targets: ["MediaFerry"]),
        .library(name: "FerryReceiver", targets: ["FerryReceiver"]),
        .library(name: "FerryFFmpeg", targets: ["FerryFFmpeg"]),
        .library(name: "FerryLinkShaper", targets: ["FerryLinkShaper"]),
        .library(name: "FerryTesting", targets: ["FerryTesting"]),
        .executable(name: "mediaferry", targets: ["FerryCommand"]),
        .executable(name: "mediaferry-media-worker", targets: ["FerryMediaWorkerCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/CoreOffice/XMLCoder", from: "0.18.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["JSON", "Reloading"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-structured-headers", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        // The doors to C libraries: only what Swift cannot say.
        .systemLibrary(name: "CFerryCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CFerryFFmpeg",
            pkgConfig: "libavformat libavcodec libavfilter libavutil libswscale libswresample",
            providers: [
                .apt([
                    "libavformat-dev", "libavcodec-dev", "libavfilter-dev", "libavutil-dev", "libswscale-dev",
                    "libswresample-dev",
                ])
            ]
        ),
        .target(name: "CFerryBase64", cSettings: houseC),
        .target(name: "CFerryChecksum", cSettings: houseC),
        .target(name: "CFerryPictures", cSettings: houseC),
        .systemLibrary(name: "CFerrySeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .target(name: "CFerrySandbox", cSettings: houseC),
        .target(name: "CFerryConfinement", dependencies: ["CFerrySeccomp"], cSettings: houseC),

        // Values and decisions, then the adapters, then the shells.
        .target(name: "FerryCore", dependencies: ["CFerryBase64", "CFerryChecksum", httpTypes], swiftSettings: house),
        .target(
            name: "FerryUploadProtocols",
            dependencies: [
                "FerryCore", httpTypes, crypto,
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "RawStructuredFieldValues", package: "swift-http-structured-headers"),
                .product(name: "XMLCoder", package: "XMLCoder"),
            ],
            swiftSettings: house),
        .target(name: "FerryCurl", dependencies: ["FerryCore", "CFerryCurl", httpTypes], swiftSettings: house),
        .target(
            name: "FerryFFmpeg", dependencies: ["FerryCore", "CFerryFFmpeg", "CFerryPictures"], swiftSettings: house),
        .target(name: "FerrySealing", dependencies: ["FerryCore", crypto], swiftSettings: house),
        .target(
            name: "FerryMediaWorker", dependencies: ["FerryCore", "CFerrySandbox", systemPackage],
            swiftSettings: house),
        .target(
            name: "FerryConfinement", dependencies: ["FerryCore", "CFerryConfinement"], swiftSettings: house),
        .executableTarget(
            name: "FerryMediaWorkerCommand",
            dependencies: ["FerryCore", "FerryConfinement", "FerryFFmpeg", "FerrySealing", "CFerrySandbox"],
            swiftSettings: house),
        .target(
            name: "FerryPipeline",
            dependencies: [
                "FerryCore", "FerrySealing", "FerryUploadProtocols", crypto, logging, metrics, systemPackage, httpTypes,
            ],
            swiftSettings: house),
        .target(
            name: "FerrySessions",
            dependencies: [
                "FerryCore", "FerryPipeline", crypto, logging, httpTypes,
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: house),
        .target(
            name: "FerryBatch",
            dependencies: [
                "FerryCore", "FerryPipeline", "FerryUploadProtocols", httpTypes,
                .product(name: "SwiftCSV", package: "SwiftCSV"),
            ],
            swiftSettings: house),
        .target(
            name: "FerrySQLite",
            dependencies: ["FerryCore", "FerryBatch", "FerrySessions", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: house),
        .target(
            name: "FerryLinkShaper",
            dependencies: [
                "FerryCore",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: house),
        .target(
            name: "FerryBench",
            dependencies: [
                "FerryCore", "FerryPipeline", .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: house),
        .target(
            name: "MediaFerry",
            dependencies: [
                "FerryCore", "FerryUploadProtocols", "FerryCurl", "FerryMediaWorker", "FerrySealing", "FerrySQLite",
                "FerryBatch", "FerryBench", "FerryPipeline", "FerrySessions", httpTypes,
            ],
            swiftSettings: house),
        .target(
            name: "FerryReports", dependencies: [metrics, .product(name: "Mustache", package: "swift-mustache")],
            resources: [.embedInCode("Resources/page.mustache")], swiftSettings: house),
        .target(
            name: "FerryReceiver",
            dependencies: [
                "FerryCore", crypto, logging, systemPackage, httpTypes,
                .product(name: "RawStructuredFieldValues", package: "swift-http-structured-headers"),
            ] + hummingbird,
            swiftSettings: house),
        .target(
            name: "FerryServer",
            dependencies: [
                "FerryCore", "FerrySessions", "FerryReceiver", "FerryReports", crypto, logging, httpTypes,
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ] + hummingbird,
            resources: [.embedInCode("Resources/openapi.json")], swiftSettings: house),
        .target(
            name: "FerryTesting", dependencies: ["FerryCore", "FerryBatch", "FerrySessions", crypto, httpTypes],
            swiftSettings: house),
        .executableTarget(
            name: "FerryCommand",
            dependencies: [
                "MediaFerry", "FerryReceiver", "FerryReports", "FerryServer", "FerrySessions", "FerryBench",
                "FerryLinkShaper", argumentParser,
                configuration, logging,
                systemPackage,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .executableTarget(
            name: "FerryBenchmarks",
            dependencies: ["FerryCore", "FerryFFmpeg", "FerryMediaWorker", "FerrySQLite", "FerrySessions"],
            swiftSettings: house),

        // Programs that show how the library is used; always built.
        .executableTarget(
            name: "GettingStarted", dependencies: ["MediaFerry"], path: "Samples/GettingStarted",
            swiftSettings: house),

        // Tests, one target for each of ours, and the road as a whole.
        .testTarget(
            name: "FerryCoreTests", dependencies: ["FerryCore", "FerryTesting"], resources: [.copy("Resources")],
            swiftSettings: house),
        .testTarget(
            name: "FerryUploadProtocolsTests",
            dependencies: [
                "FerryUploadProtocols", "FerryCore", "FerryTesting", httpTypes,
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            resources: [.copy("Resources")], swiftSettings: house),
        .testTarget(
            name: "FerryMediaWorkerTests",
            dependencies: [
                "FerryMediaWorker", "FerryMediaWorkerCommand", "ConfinementProbe", "FerryCore", "CFerrySandbox",
            ],
            swiftSettings: house),
        // Code that reads bytes of strangers, and what must hold for any input; see Scripts/fuzz.
        .executableTarget(
            name: "FerryFuzz", dependencies: ["FerryCore", "FerrySessions"], path: "Tests/FerryFuzz",
            exclude: ["Corpus"],
            swiftSettings: house),
        // A process that confines itself and then tries what it must not do.
        .executableTarget(
            name: "ConfinementProbe", dependencies: ["FerryConfinement", "CFerryConfinement", "FerryCore"],
            path: "Tests/ConfinementProbe", swiftSettings: house),
        .testTarget(
            name: "FerryReceiverTests",
            dependencies: ["FerryReceiver", "FerryCore", "FerryTesting", crypto, logging, httpTypes] + hummingbird,
            swiftSettings: house),
        .testTarget(
            name: "FerryServerTests",
            dependencies: [
                "FerryServer", "MediaFerry", "FerrySessions", "FerryReceiver", "FerryCore", "FerryTesting", crypto,
                logging,
                httpTypes,
            ] + hummingbird,
            swiftSettings: house),
        .testTarget(name: "FerryReportsTests", dependencies: ["FerryReports", metrics], swiftSettings: house),
        .testTarget(
            name: "FerrySQLiteTests",
            dependencies: [
                "FerrySQLite", "FerryBatch", "FerryCore", "FerrySessions", "FerryTesting",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "FerryFFmpegTests", dependencies: ["FerryFFmpeg", "FerryCore", "CFerryFFmpeg", "CFerryPictures"],
            swiftSettings: house),
        .testTarget(
            name: "FerryCurlTests", dependencies: ["FerryCurl", "FerryCore", "CFerryCurl", "FerryTesting", httpTypes],
            swiftSettings: house),
        .testTarget(
            name: "FerryBenchTests", dependencies: ["FerryBench", "FerryCore", "FerryTesting", httpTypes],
            swiftSettings: house),
        .testTarget(
            name: "FerryLinkShaperTests",
            dependencies: [
                "FerryLinkShaper", "FerryCore", "FerryTesting",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "FerryPipelineTests",
            dependencies: [
                "FerryPipeline", "FerryCore", "FerryUploadProtocols", "FerryCurl", "FerryTesting", httpTypes, crypto,
                metrics, .product(name: "MetricsTestKit", package: "swift-metrics"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "FerryBatchTests",
            dependencies: [
                "FerryBatch", "FerryCore", "FerryCurl", "FerryPipeline", "FerryTesting", "FerryUploadProtocols",
                httpTypes,
            ],
            swiftSettings: house),
        .testTarget(
            name: "FerrySealingTests", dependencies: ["FerrySealing", "FerryCore", "FerryTesting", crypto],
            swiftSettings: house),
        .testTarget(
            name: "FerrySessionsTests",
            dependencies: ["FerrySessions", "FerryPipeline", "FerryCore", "FerrySealing", "FerryTesting", crypto],
            swiftSettings: house),
        .testTarget(
            name: "MediaFerryTests",
            dependencies: [
                "MediaFerry", "FerryFFmpeg", "FerryCore", "FerryPipeline", "FerryReceiver", "FerrySessions",
                "FerryTesting", crypto, httpTypes,
            ],
            swiftSettings: house),
        .testTarget(
            name: "FerryTestingTests", dependencies: ["FerryTesting", "FerryCore", "FerrySessions", httpTypes],
            swiftSettings: house),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "FerryCommand", "FerryCore", "FerryMediaWorkerCommand", "FerryFuzz", "FerryReports", "FerryTesting",
                "CFerrySandbox",
                crypto,
                httpTypes,
            ],
            swiftSettings: house),
    ]
)
