"""How the messages travel: bytes, JSON and signatures, as `docs/protocol.md` §8 to §10 specify them."""
