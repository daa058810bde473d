"""Values as Packer's expression language has them: types, unknowns, secrets and where they come from."""
