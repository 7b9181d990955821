"""审核关系: what a report breaks, why, and which findings may stand."""
