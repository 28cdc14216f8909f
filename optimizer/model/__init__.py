"""The model: claims and rows merged into types of like applications, and the rounds as arrays."""
