"""The program without a window: each command says what it did, in words or as JSON."""
