"""Files of every kind that a clerk is sent -> plain values."""
