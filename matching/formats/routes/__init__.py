"""What the formats of days have in common: times as ticks, and solutions as a route for each carer."""
