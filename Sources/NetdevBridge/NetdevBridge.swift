// NetdevBridge
