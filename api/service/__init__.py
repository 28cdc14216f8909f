"""What the routes are made of: who asks, what a request holds, what an answer needs; one concern a file."""
