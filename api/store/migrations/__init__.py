"""How the tables came to be: one file for each version, each with the way up and the way down."""
