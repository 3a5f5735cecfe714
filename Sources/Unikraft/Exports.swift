// Importing the umbrella gives its rooms, and the paths that they take.
@_exported public import QEMULauncher
@_exported public import RootfsBuilder
@_exported public import SubprocessLauncher
@_exported public import SystemPackage
@_exported public import UnikraftCore
