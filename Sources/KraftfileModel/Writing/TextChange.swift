/// A part of a text and what comes in its place.
struct TextChange {
    var range: Range<Int>
    var replacement: String
}
