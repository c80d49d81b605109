import Testing

@testable import FerryCurl

@Suite struct SendProgressTests {
    @Test("progress is told by size, by time, and at the end, never twice")
    func telling() {
        let step = SendProgress.bytesStep
        var progress = SendProgress(begin: 0)
        #expect(progress.tell(step - 1, at: 0.05) == nil)
        #expect(progress.tell(step, at: 0.06) == step)
        #expect(progress.tell(step + 5, at: 0.1) == nil)
        #expect(progress.tell(step + 5, at: 0.17) == step + 5)
        #expect(progress.tell(step + 5, at: 1) == nil)
        #expect(progress.tellLast(step + 5, at: 1) == nil)
        #expect(progress.tellLast(step + 6, at: 1) == step + 6)
    }
}
