// SubprocessLauncher
