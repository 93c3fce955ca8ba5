"""The branch or headquarters server: it stores and forwards events and never interprets them."""
