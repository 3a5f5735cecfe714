// QEMULauncher
