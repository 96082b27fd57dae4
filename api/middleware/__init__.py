"""What happens to every request, as plain ASGI; api/stack.py says in which order."""
