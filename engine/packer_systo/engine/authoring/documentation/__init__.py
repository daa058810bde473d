"""Pages about a bundle's rules, as Markdown: the built-in ones and those of others."""
