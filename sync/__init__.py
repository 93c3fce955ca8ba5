"""How replicas agree: terminal, branch server and headquarters; imports core, never a screen."""
