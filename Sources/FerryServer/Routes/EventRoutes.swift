import AsyncAlgorithms
import FerryCore
import FerrySessions
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Events as they happen, as a stream of text.
///
/// A listener that does not keep up loses the oldest events that wait for it and is told of a gap; no listener slows the
/// work down.
struct EventRoutes: Sendable {
    private enum Signal: Sendable {
        case item(EventLog.Item)
        case beat
        case end
    }

    let service: HandOffService
    let listeners: ListenerCount
    let heartbeatSeconds: Double

    var routes: [ServiceRoute] { [ServiceRoute(.get, "/v1/events", .read, listen)] }

    private func listen(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let items = QueryItems(exchange.query)
        if let session = items.sessionID {
            try await service.checkOwner(of: session, exchange.grant)
        } else if exchange.grant.userID != nil {
            throw FerryError(
                .requestForbidden, "the token sees sessions of one user", next: "name a session with sessionId")
        }
        let seen = try Self.number(exchange.fields[.lastEventID])
        let fields: HTTPFields = [.contentType: "text/event-stream", .accelBuffering: "no"]
        if exchange.head.method == .head { return Reply(.ok, fields) }
        let place = try listeners.enter()
        do throws(FerryError) {
            return Reply(
                .ok, fields, body: stream(of: try service.events(after: seen, session: items.sessionID), place))
        } catch {
            place.leave()
            throw error
        }
    }

    /// The number of the last event that a listener has; what another service gave is no number of ours.
    private static func number(_ text: String?) throws(FerryError) -> Int? {
        guard let text, !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw FerryError(.requestMalformed, "Last-Event-ID is no number of an event")
        }
        return Int(text) ?? .max
    }

    private func stream(of items: AsyncStream<EventLog.Item>, _ place: ListenerCount.Place) -> ResponseBody {
        let beat = Duration.seconds(heartbeatSeconds)
        return ResponseBody { writer in
            defer { place.leave() }
            try await writer.write(ByteBuffer(bytes: EventText.opening))
            let events = chain(items.map { Signal.item($0) }, [.end].async)
            let beats = AsyncTimerSequence(interval: beat, clock: .continuous).map { _ in Signal.beat }
            loop: for await signal in merge(events, beats) {
                switch signal {
                case .item(.event(let event)): try await writer.write(ByteBuffer(bytes: EventText.bytes(of: event)))
                case .item(.gap): try await writer.write(ByteBuffer(bytes: EventText.gap))
                case .beat: try await writer.write(ByteBuffer(bytes: EventText.heartbeat))
                case .end: break loop
                }
            }
            try await writer.finish(nil)
        }
    }
}
