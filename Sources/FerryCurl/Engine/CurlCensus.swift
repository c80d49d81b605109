/// The counters of one engine, one for each kind of C object.
struct CurlCensus: Sendable {
    let easies = HandleCensus()
    let multis = HandleCensus()
    let lists = HandleCensus()

    /// How many C objects live now.
    var alive: Int { easies.alive + multis.alive + lists.alive }
}
