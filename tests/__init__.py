"""Tests: each a small program that a user of rarekg could have written."""
