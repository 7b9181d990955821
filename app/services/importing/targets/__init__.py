"""Tables that divide the year's targets among places."""
