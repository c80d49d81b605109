import ArgumentParser
import MediaFerry

/// The value of `--limit-rate`: a rate, or a timetable such as `08:00-18:00=2M,else=20M`.
struct RateOption: ExpressibleByArgument, Equatable {
    let timetable: RateTimetable

    init?(argument: String) {
        guard let timetable = RateTimetable(argument, rate: { ByteQuantity(argument: $0)?.bytes }) else { return nil }
        self.timetable = timetable
    }
}
