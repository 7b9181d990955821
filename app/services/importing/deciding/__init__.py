"""What the clerk sees of a plan and decides before it is applied."""
