import Synchronization

/// A sealed file, read and written at any place as if its text stood there. One chunk is in memory.
///
/// What was written is in the file after ``flush()`` or when another chunk is touched. Only one value may write to a file,
/// and none may read meanwhile but it.
public final class SealedFile: Sendable {
    private struct Held {
        var index: Int64
        var text: [UInt8]
        var isDirty = false

        var isFull: Bool { text.count == SealedFormat.chunkBytes }

        mutating func put(_ bytes: UnsafeRawBufferPointer, at start: Int) {
            let end = start + bytes.count
            if text.count < end { text.append(contentsOf: repeatElement(0, count: end - text.count)) }
            text.withUnsafeMutableBytes {
                UnsafeMutableRawBufferPointer(rebasing: $0[start..<end]).copyMemory(from: bytes)
            }
            isDirty = true
        }
    }

    private struct State {
        var held: Held?
        var sealed: [UInt8] = []
        /// Bytes of text, once something was written.
        var written: Int64?
    }

    private let file: any PositionedFile
    private let cipher: any ChunkCipher
    private let state = Mutex(State())

    /// Lays the text over a file whose head is written.
    public init(_ file: any PositionedFile, cipher: any ChunkCipher) {
        self.file = file
        self.cipher = cipher
    }

    /// Bytes of text.
    public func length() throws(FileFault) -> Int64 {
        try locked { state throws(FileFault) in try self.length(state) }
    }

    /// Reads text; fewer bytes where it ends, 0 at its end.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at place: Int64) throws(FileFault) -> Int {
        try locked { state throws(FileFault) in
            var done = 0
            while done < buffer.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
                let count = try self.readChunk(into: rest, at: place + Int64(done), &state)
                if count == 0 { break }
                done += count
            }
            return done
        }
    }

    /// Writes text; a gap in front of it becomes zeros.
    public func write(_ bytes: UnsafeRawBufferPointer, at place: Int64) throws(FileFault) {
        try locked { state throws(FileFault) in
            try self.fillGap(to: place, &state)
            var done = 0
            while done < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
                done += try self.writeChunk(rest, at: place + Int64(done), &state)
            }
        }
    }

    /// Puts what is held in memory into the file; it is not on the disk yet.
    public func flush() throws(FileFault) {
        try locked { state throws(FileFault) in try self.flush(&state) }
    }

    private func locked<Value: Sendable>(
        _ body: (inout State) throws(FileFault) -> Value
    ) throws(FileFault) -> Value {
        let result: Result<Value, FileFault> = state.withLock { state in
            Result { () throws(FileFault) in try body(&state) }
        }
        return try result.get()
    }

    private func length(_ state: State) throws(FileFault) -> Int64 {
        if let written = state.written { return written }
        return SealedFormat.textBytes(file: try file.length())
    }

    private func readChunk(
        into buffer: UnsafeMutableRawBufferPointer, at place: Int64, _ state: inout State
    ) throws(FileFault) -> Int {
        let index = place / Int64(SealedFormat.chunkBytes)
        try hold(index, &state)
        guard let text = state.held?.text else { return 0 }
        let start = Int(place % Int64(SealedFormat.chunkBytes))
        let count = min(buffer.count, text.count - start)
        guard count > 0 else { return 0 }
        text.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
        return count
    }

    private func writeChunk(
        _ bytes: UnsafeRawBufferPointer, at place: Int64, _ state: inout State
    ) throws(FileFault) -> Int {
        let start = Int(place % Int64(SealedFormat.chunkBytes))
        let count = min(bytes.count, SealedFormat.chunkBytes - start)
        let end = max(try length(state), place + Int64(count))
        try hold(place / Int64(SealedFormat.chunkBytes), &state)
        let part = UnsafeRawBufferPointer(rebasing: bytes[..<count])
        state.held?.put(part, at: start)
        state.written = end
        return count
    }

    /// Zeros from the end of the text up to a place.
    private func fillGap(to place: Int64, _ state: inout State) throws(FileFault) {
        let zeros = [UInt8](repeating: 0, count: SealedFormat.chunkBytes)
        var end = try length(state)
        while end < place {
            let count = Int(min(place - end, Int64(zeros.count)))
            let result: Result<Int, FileFault> = zeros.withUnsafeBytes { zeros in
                Result { () throws(FileFault) in
                    try self.writeChunk(UnsafeRawBufferPointer(rebasing: zeros[..<count]), at: end, &state)
                }
            }
            end += Int64(try result.get())
        }
    }

    /// Has a chunk in memory; one behind the end is empty.
    private func hold(_ index: Int64, _ state: inout State) throws(FileFault) {
        // Another value may have made the file longer since, where this one only reads.
        if let held = state.held, held.index == index, held.isDirty || held.isFull { return }
        try flush(&state)
        var text = state.held?.text ?? []
        state.held = nil
        try load(index, &text, &state)
        state.held = Held(index: index, text: text)
    }

    private func load(_ index: Int64, _ text: inout [UInt8], _ state: inout State) throws(FileFault) {
        if state.sealed.isEmpty { state.sealed = [UInt8](repeating: 0, count: SealedFormat.sealedChunkBytes) }
        var sealed = state.sealed
        state.sealed = []
        defer { state.sealed = sealed }
        let result: Result<Int, FileFault> = sealed.withUnsafeMutableBytes { buffer in
            Result { () throws(FileFault) in try self.fill(buffer, at: SealedFormat.place(ofChunk: index)) }
        }
        let count = try result.get()
        guard count > 0 else { return text.removeAll(keepingCapacity: true) }
        guard count > SealedFormat.overhead else { throw .damaged }
        let length = count - SealedFormat.overhead
        if text.count > length { text.removeLast(text.count - length) }
        if text.count < length { text.append(contentsOf: repeatElement(0, count: length - text.count)) }
        let isWhole = sealed.withUnsafeBytes { sealed in
            text.withUnsafeMutableBytes { text in
                cipher.open(UnsafeRawBufferPointer(rebasing: sealed[..<count]), for: UInt64(index), into: text)
            }
        }
        guard isWhole else { throw .damaged }
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, at place: Int64) throws(FileFault) -> Int {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = try file.read(into: rest, at: place + Int64(done))
            if count == 0 { break }
            done += count
        }
        return done
    }

    private func flush(_ state: inout State) throws(FileFault) {
        guard let held = state.held, held.isDirty else { return }
        let sealed = cipher.seal(held.text, for: UInt64(held.index))
        let result: Result<Void, FileFault> = sealed.withUnsafeBytes { bytes in
            Result { () throws(FileFault) in
                try self.file.write(bytes, at: SealedFormat.place(ofChunk: held.index))
            }
        }
        try result.get()
        state.held?.isDirty = false
    }
}
