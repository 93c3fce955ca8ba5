"""The branch's agent: its server's client towards headquarters; relays what may go up, fetches what comes down."""
