import FerryCore
import FerrySessions

/// What a request may do, after its token was looked at.
struct AccessGrant: Sendable, Equatable {
    /// What may be done.
    var scopes: Set<AccessScope>
    /// Whose sessions may be touched; `nil`: everybody's.
    var userID: String?
    /// What the client is counted by.
    var client: String

    /// Everything, for whoever can connect.
    static func open(client: String) -> AccessGrant {
        AccessGrant(scopes: Set(AccessScope.allCases), userID: nil, client: client)
    }

    /// Throws `request.forbidden` unless `scope` was given.
    func require(_ scope: AccessScope) throws(FerryError) {
        guard !scopes.contains(scope) else { return }
        throw FerryError(
            .requestForbidden, "the token does not have the scope \(scope.rawValue)",
            next: "use a token with that scope; see mediaferry token create")
    }

    /// Throws `request.forbidden` unless sessions of `user` may be touched.
    func require(user: String) throws(FerryError) {
        guard let userID, userID != user else { return }
        throw FerryError(
            .requestForbidden, "this belongs to another user", next: "use a token of its user, or one of no user")
    }
}
