"""Tables of indicators: what was reached and what is aimed at, whichever way they lie."""
