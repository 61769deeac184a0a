"""What no plan of a week avoids: points of absent visits and empty slots, proven without planning."""
