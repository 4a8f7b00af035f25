"""What an earlier build made, and whether it still holds: the one place that knows."""
