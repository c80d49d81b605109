import FerryBench
import MediaFerry

/// Plays a session of answers in two ways over the real road.
struct PipelineBench {
    /// What both ways came to.
    struct Measured: Encodable {
        /// All answers are handed in after the last one.
        var atTheEnd: Way
        /// Each answer is handed in when it is given.
        var progressive: Way
    }

    /// What one way came to.
    struct Way: Encodable {
        /// Seconds from the last answer until all are delivered.
        var waitSeconds: Double
        /// Seconds from the first answer on.
        var totalSeconds: Double
        /// Bytes that were delivered.
        var bytes: Int64
    }

    let configuration: FerryConfiguration
    let directory: String
    let answers: Int
    let answerSeconds: Double
    let bytes: Int64
    let media: String?
    let seed: UInt64

    /// Plays both ways, the old one first.
    func measure() async throws -> Measured {
        Measured(
            atTheEnd: try await play("end", seed: seed, isProgressive: false),
            progressive: try await play("progressive", seed: ~seed, isProgressive: true))
    }

    private func play(_ name: String, seed: UInt64, isProgressive: Bool) async throws -> Way {
        let paths = try sources(name, seed: seed)
        var configuration = configuration
        configuration.stateDirectory = "\(directory)/state-\(name)"
        let ferry = try await Ferry(configuration)
        do {
            let way = try await play(paths, ferry, isProgressive)
            await ferry.shutdown()
            return way
        } catch {
            await ferry.shutdown()
            throw error
        }
    }

    private func play(_ paths: [String], _ ferry: Ferry, _ isProgressive: Bool) async throws -> Way {
        let clock = ContinuousClock()
        let begin = clock.now
        var submissions: [Submission] = []
        for (index, path) in paths.enumerated() {
            if isProgressive { submissions.append(try await ferry.submit(.file(path: path), again: true)) }
            if index < paths.count - 1 {
                try await clock.sleep(until: begin + .seconds(answerSeconds) * (index + 1))
            }
        }
        let last = begin + .seconds(answerSeconds) * (paths.count - 1)
        if !isProgressive {
            for path in paths { submissions.append(try await ferry.submit(.file(path: path), again: true)) }
        }
        var bytes: Int64 = 0
        var receipts: [Receipt] = []
        for submission in submissions {
            let receipt = try await submission.receipt()
            bytes += receipt.rendition.bytes
            receipts.append(receipt)
        }
        let way = Way(
            waitSeconds: (clock.now - last) / .seconds(1), totalSeconds: (clock.now - begin) / .seconds(1), bytes: bytes
        )
        for receipt in receipts where await !ferry.remove(receipt) {
            Console.error("bench: left behind \(Console.visible(receipt.destination.objectName)) (delete it by hand)")
        }
        return way
    }

    private func sources(_ name: String, seed: UInt64) throws(FerryError) -> [String] {
        if let media { return Array(repeating: media, count: answers) }
        var random = SplitMix64(seed: seed)
        var paths: [String] = []
        for index in 0..<answers {
            let path = "\(directory)/\(name)-\(index).bin"
            try IncompressibleFile.write(bytes, to: path, seed: random.next())
            paths.append(path)
        }
        return paths
    }
}
