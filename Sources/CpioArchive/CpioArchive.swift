// CpioArchive
