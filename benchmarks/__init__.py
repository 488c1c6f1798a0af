"""What the README's figures come from. Every figure is a ratio against something that ran beside it."""
