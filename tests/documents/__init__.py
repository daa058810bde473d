"""Reading the documentation: its fences, commands and links, so that tests can try them."""
