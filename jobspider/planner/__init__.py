"""What is crawled again and again: when, in which order, and what came of it."""
