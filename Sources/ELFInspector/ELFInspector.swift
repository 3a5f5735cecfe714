// ELFInspector
