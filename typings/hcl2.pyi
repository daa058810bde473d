# What of hcl2 (python-hcl2) we use. Its own annotations leave the tree's tokens open.
from lark import Token, Tree

def parses_to_tree(text: str) -> Tree[Token]: ...
