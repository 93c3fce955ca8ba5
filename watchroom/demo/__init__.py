"""What the demo has around its first terminal: servers, another terminal, a neighbour; they really exchange."""
