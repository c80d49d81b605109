import FerryCore
import Foundation
import HTTPTypes
import Testing

@testable import FerryUploadProtocols

/// Requests that botocore signed; see `Resources/README.md`.
struct SigV4Vectors: Decodable {
    var accessKeyID: String
    var secretAccessKey: String
    var time: Timestamp
    var cases: [Case]

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var method: String
        var url: String
        var region: String
        var token: String?
        var fields: [String: String]
        var payload: String?
        var authorization: String?
        var seconds: Int?
        var presigned: String?

        var testDescription: String { name }

        /// The request as it is before it is signed.
        func request() throws -> HTTPRequest {
            let location = try #require(HTTPLocation(url))
            var request = location.request(try #require(HTTPRequest.Method(method)))
            for (name, value) in fields { request.headerFields[try #require(HTTPField.Name(name))] = value }
            return request
        }
    }

    static let all: SigV4Vectors? = try? JSONDecoder().decode(
        SigV4Vectors.self, from: Resource.data("Signing/sigv4.json"))
    static let signed = all?.cases.filter { $0.authorization != nil } ?? []
    static let presigned = all?.cases.filter { $0.presigned != nil } ?? []

    /// The signer of a case.
    static func signer(_ vector: Case) throws -> SigV4Signer {
        let all = try #require(all)
        let credentials = AWSCredentials(
            accessKeyID: all.accessKeyID, secretAccessKey: all.secretAccessKey, sessionToken: vector.token)
        return SigV4Signer(credentials: credentials, region: vector.region)
    }

    /// When they were signed.
    static func now() throws -> Timestamp { try #require(all).time }
}
