import UnikraftCore

/// One device of `RUN --device=[name=]NAME[,required]` (Dockerfile reference, "RUN --device").
public struct RunDevice: Sendable, Hashable {
    /// The name in the form of the Container Device Interface, for example `vendor.com/class=device`.
    public var name: String
    /// Whether the build fails when the device is missing.
    public var isRequired: Bool

    /// Creates a device.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - isRequired: Whether the build fails when the device is missing.
    public init(name: String, isRequired: Bool = false) {
        self.name = name
        self.isRequired = isRequired
    }

    /// Reads the value of `--device`.
    ///
    /// - Parameter text: Fields separated by commas.
    /// - Throws: ``DockerfileError`` with the code `bad-mount`.
    public init(parsing text: String) throws(DockerfileError) {
        self.init(name: "")
        for field in try CommaSeparatedFields.split(text) {
            let (key, value) = CommaSeparatedFields.keyAndValue(field)
            switch (key, value) {
            case ("required", nil): isRequired = true
            case ("required", let value?): isRequired = try BooleanValue.parse(value, of: "required")
            case ("name", let value?) where name.isEmpty: name = value
            case ("name", _?):
                throw DockerfileError(
                    .badMount, "the device has a name already, '\(PrintableText.of(name))'", remedy: "Keep one name.")
            case _ where name.isEmpty: name = field
            default:
                throw DockerfileError(
                    .badMount, "'\(PrintableText.of(field))' is no field of --device",
                    remedy: "Its fields are name and required.")
            }
        }
    }
}
