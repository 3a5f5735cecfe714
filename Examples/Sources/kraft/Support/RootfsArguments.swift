public import ArgumentParser
public import RootfsBuilder

// Values of the SDK that are given by name on the command line.
extension EngineKind: @retroactive ExpressibleByArgument {}
extension RootfsSourceKind: @retroactive ExpressibleByArgument {}
extension StoreImages.PullPolicy: @retroactive ExpressibleByArgument {}
