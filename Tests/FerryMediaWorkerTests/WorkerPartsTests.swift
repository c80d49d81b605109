import Glibc
import Testing

@testable import FerryMediaWorker

@Suite struct WorkerPartsTests {
    @Test(
        "a wait status is read as waitpid writes it",
        arguments: [
            (0, .exited(0)), (3 << 8, .exited(3)), (SIGSEGV, .signaled(SIGSEGV)), (SIGABRT | 0x80, .signaled(SIGABRT)),
        ] as [(Int32, WorkerExit)])
    func waitStatus(status: Int32, exit: WorkerExit) {
        #expect(WorkerExit(waitStatus: status) == exit)
    }

    @Test("signals have their names, others their number")
    func signalNames() {
        #expect(WorkerExit.name(of: SIGBUS) == "SIGBUS")
        #expect(WorkerExit.name(of: 63) == "signal 63")
    }

    @Test("diagnostics keep their end only, without characters that steer a terminal")
    func tail() {
        var tail = DiagnosticTail()
        for _ in 0..<100 { tail.receive(Array("\u{1B}[31mred\u{7}\u{202E} line\r\n".utf8)) }
        tail.receive(Array("last words\n \n".utf8))
        #expect(tail.text.utf8.count <= DiagnosticTail.maxBytes)
        #expect(tail.text.contains("[31mred line\n"))
        #expect(!tail.text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        #expect(tail.lastLine == "last words")
        tail.receive([0xFF, 0xFE])
        #expect(tail.lastLine == "\u{FFFD}\u{FFFD}")
        #expect(DiagnosticTail().lastLine == "")
    }

    @Test("so many run at once, the others in the order of their asking")
    func queueOrder() {
        var queue = WorkerQueue(maxConcurrent: 2)
        let tickets = (0..<5).map { _ in queue.ask() }
        #expect(queue.running == Set(tickets[0...1]))
        #expect(queue.leave(tickets[3]) == nil)
        #expect(queue.leave(tickets[0]) == tickets[2])
        #expect(queue.leave(tickets[0]) == nil)
        #expect(queue.leave(tickets[1]) == tickets[4])
        #expect(queue.running == [tickets[2], tickets[4]])
        #expect(queue.waiting.isEmpty)
    }

    @Test("for any order of asking and leaving the limit holds and nobody waits beside a free place")
    func queueProperty() {
        for seed in 0..<100 {
            var random = SystemlessRandom(seed: UInt64(seed))
            let limit = Int.random(in: 1...4, using: &random)
            var queue = WorkerQueue(maxConcurrent: limit)
            var held: [Int] = []
            for _ in 0..<200 {
                if held.isEmpty || Bool.random(using: &random) {
                    held.append(queue.ask())
                } else {
                    _ = queue.leave(held.remove(at: Int.random(in: 0..<held.count, using: &random)))
                }
                #expect(queue.running.count == min(limit, held.count), "seed \(seed)")
                #expect(queue.running.count + queue.waiting.count == held.count, "seed \(seed)")
            }
        }
    }
}
