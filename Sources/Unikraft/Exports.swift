// Importing the umbrella gives its rooms, too.
@_exported public import QEMULauncher
@_exported public import RootfsBuilder
@_exported public import SubprocessLauncher
@_exported public import UnikraftCore
