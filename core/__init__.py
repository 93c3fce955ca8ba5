"""What a watch keeps and the rules it must meet; imports neither a screen nor a network library."""
