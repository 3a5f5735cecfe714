public import ArgumentParser
public import RootfsBuilder

// Values of the SDK that are given by name on the command line.
extension EngineKind: ExpressibleByArgument {}
extension RootfsSourceKind: ExpressibleByArgument {}
extension StoreImages.PullPolicy: ExpressibleByArgument {}
