import Testing

@testable import FerryPipeline

@Suite struct UniqueNameTests {
    @Test("names are 24 symbols of base 32, every symbol comes at every place, and none comes twice")
    func names() {
        let names = (0..<4000).map { _ in Array(UniqueName.make()) }
        #expect(Set(names).count == names.count)
        for place in 0..<24 { #expect(Set(names.map { $0[place] }) == Set("0123456789abcdefghjkmnpqrstvwxyz")) }
    }
}
