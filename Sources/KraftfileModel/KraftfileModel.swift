// KraftfileModel
