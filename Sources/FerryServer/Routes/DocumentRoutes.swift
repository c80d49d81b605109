import FerryCore
import HTTPTypes

/// What the service says of itself: its description, and that it lives.
enum DocumentRoutes {
    static var routes: [ServiceRoute] {
        [
            ServiceRoute(.get, "/openapi.json", nil) { _ throws(FerryError) -> Reply in
                .bytes(PackageResources.openapi_json, type: "application/json", fields: [.cacheControl: "no-cache"])
            },
            ServiceRoute(.get, "/healthz", nil) { _ throws(FerryError) -> Reply in
                .bytes(Array("ok\n".utf8), type: "text/plain; charset=utf-8")
            },
        ]
    }
}
