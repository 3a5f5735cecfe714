// Unikraft
