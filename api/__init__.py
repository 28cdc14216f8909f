"""The way in and out for people and programs: parses, calls `inputs` and `optimizer`, and renders."""
