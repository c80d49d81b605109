/// Finds the place of each piece of a recording. A pure decision.
struct PiecePlacing {
    private let pieces: [PieceFacts]
    private let head: Int
    /// For each piece placed by its blocks' times, the time of the cluster that those count from.
    private(set) var bases: [Int: Double] = [:]

    init(_ pieces: [PieceFacts], head: Int) {
        self.pieces = pieces
        self.head = head
    }

    /// Comparisons that are made to place pieces by the times of their blocks; with more pieces than that, those without
    /// a cluster stay where they were handed in.
    private static let maxComparisons = 100_000_000

    /// The head and the others in order.
    mutating func place(_ others: [Int]) -> [Int] {
        let timed = others.filter { pieces[$0].first != nil }
        var order = [head] + timed.sorted { isEarlier($0, $1) }
        if order == [head] + timed, let asHandedIn = fitting(withRest(others, of: order)) {
            noteBases(asHandedIn)
            return asHandedIn
        }
        var loose = others.filter { pieces[$0].first == nil && pieces[$0].loose != nil }
        if loose.count <= Self.maxExchanged, loose.count * loose.count * pieces.count <= Self.maxComparisons {
            while let best = tightest(loose, in: order) {
                order.insert(best.piece, at: best.slot)
                loose.removeAll { $0 == best.piece }
            }
            exchange(in: &order)
        }
        order = withRest(others, of: order)
        noteBases(order)
        return order
    }

    /// The order if no piece's blocks begin before those of the piece before it end. Pieces whose clusters were handed in
    /// in order are believed to be in order: times alone could let a piece close the gap of a missing one.
    ///
    /// One step back, with all others tight, is where a missing piece had the cluster that the next ones count from.
    private func fitting(_ order: [Int]) -> [Int]? {
        let steps = zip(order, order.dropFirst()).compactMap { before, piece -> Double? in
            guard let own = pieces[piece].loose, let tail = pieces[before].tail else { return nil }
            return own.lowerBound - tail.upperBound
        }
        let back = steps.count { $0 < -PieceOrder.tolerance }
        let isTight = !steps.contains { $0 > PieceOrder.tolerance }
        return back == 0 || (back == 1 && isTight) ? order : nil
    }

    /// What says nothing stays behind the piece it was handed in after.
    private func withRest(_ others: [Int], of order: [Int]) -> [Int] {
        let placed = Set(order)
        var anchor = head
        var behind: [Int: [Int]] = [:]
        for index in (others + [head]).sorted() {
            if placed.contains(index) { anchor = index } else { behind[anchor, default: []].append(index) }
        }
        return order.flatMap { [$0] + (behind[$0] ?? []) }
    }

    private func isEarlier(_ one: Int, _ other: Int) -> Bool {
        if let first = pieces[one].sequence?.lowerBound, let second = pieces[other].sequence?.lowerBound,
            first != second
        {
            return first < second
        }
        let (first, second) = (pieces[one].first?.time ?? 0, pieces[other].first?.time ?? 0)
        return first == second ? one < other : first < second
    }

    private struct Slot {
        var piece: Int
        var slot: Int
        /// By how much the whole goes on worse with the piece there than without it; negative where it fills a step.
        var cost: Double
    }

    /// The piece and the place that make the whole go on best; between two that are as good, the piece handed in right
    /// behind the one before.
    private func tightest(_ loose: [Int], in order: [Int]) -> Slot? {
        var best: Slot?
        for piece in loose {
            for place in order.indices {
                guard let slot = fit(piece, behind: place, in: order) else { continue }
                guard let present = best else {
                    best = slot
                    continue
                }
                let isAsGood = abs(slot.cost - present.cost) < 1e-6 && order[place] == piece - 1
                if isAsGood || slot.cost < present.cost - 1e-6 { best = slot }
            }
        }
        return best
    }

    /// How a piece without a cluster fits behind another and before the one that stands there now; `nil` where its
    /// blocks begin before the other's end.
    private func fit(_ piece: Int, behind place: Int, in order: [Int]) -> Slot? {
        let before = order[place]
        guard let own = pieces[piece].loose, let tail = pieces[before].tail,
            own.lowerBound - tail.upperBound > -PieceOrder.tolerance
        else { return nil }
        var cost = cost(from: before, to: piece)
        if place + 1 < order.count {
            let next = order[place + 1]
            cost += self.cost(from: piece, to: next) - self.cost(from: before, to: next)
        }
        return Slot(piece: piece, slot: place + 1, cost: cost)
    }

    /// How badly one piece goes on with another; long steps count more than many short ones.
    private func cost(from before: Int, to piece: Int) -> Double {
        let (one, other) = (pieces[before], pieces[piece])
        guard let own = other.loose, let tail = one.tail else { return 0 }
        let distance = own.lowerBound - tail.upperBound
        let step = distance < 0 ? -2 * distance : distance
        return Double(10 * PieceFit(one, other).rawValue) + step * step
    }

    /// Pieces without a cluster that are placed by their blocks; with more, each would be compared with too many.
    private static let maxExchanged = 2000

    /// Lets two pieces without a cluster change places where all times then fit better: what is closest for one piece
    /// alone may be the place of another.
    private func exchange(in order: inout [Int]) {
        let places = order.indices.filter { pieces[order[$0]].first == nil && pieces[order[$0]].loose != nil }
        var isBetter = true
        var rounds = 0
        while isBetter, rounds < 8 {
            (isBetter, rounds) = (false, rounds + 1)
            for (number, one) in places.enumerated() {
                for other in places[(number + 1)...] {
                    let touched = Set([one, one + 1, other, other + 1])
                    let before = cost(of: touched, in: order)
                    order.swapAt(one, other)
                    if cost(of: touched, in: order) < before - 1e-9 {
                        isBetter = true
                    } else {
                        order.swapAt(one, other)
                    }
                }
            }
        }
    }

    /// How badly the pieces at these places go on with those before them.
    private func cost(of places: Set<Int>, in order: [Int]) -> Double {
        places.filter { order.indices.contains($0) && $0 > 0 }
            .reduce(0) { $0 + cost(from: order[$1 - 1], to: order[$1]) }
    }

    /// Blocks without a cluster of their own count from the last one before them.
    private mutating func noteBases(_ order: [Int]) {
        var base: Double?
        for index in order {
            if let own = pieces[index].lastCluster { base = own } else if let base { bases[index] = base }
        }
    }
}

extension PieceFacts {
    /// The time of the last cluster in the piece.
    var lastCluster: Double? {
        guard first != nil, let lastTime, let tail else { return first?.time }
        return lastTime - tail.upperBound
    }
}
