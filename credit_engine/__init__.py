"""Credit from dated regulations: pure, explained, reproducible for any past day."""
