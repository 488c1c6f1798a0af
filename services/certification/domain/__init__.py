"""What a certification is and how it changes, pure."""
