# What of oras we use.
