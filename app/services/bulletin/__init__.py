"""The month's 通报: an official document of the reports' own figures, with charts, and what lags and why."""
