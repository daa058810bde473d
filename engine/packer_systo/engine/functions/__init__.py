"""The functions of Packer's expression language, one family a file."""
