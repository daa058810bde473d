"""From the files of a template to its document: what Packer would see."""
