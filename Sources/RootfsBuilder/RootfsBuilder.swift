// RootfsBuilder
