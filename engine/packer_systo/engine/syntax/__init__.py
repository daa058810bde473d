"""Readers of template text: HCL2, and JSON in its two Packer forms."""
