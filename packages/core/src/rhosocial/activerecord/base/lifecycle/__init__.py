"""What happens around writes: hooks, and what a transaction's end tells them."""
