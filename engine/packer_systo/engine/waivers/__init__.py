"""Waivers and the baseline: findings that somebody has decided to live with, and says so."""
