"""Legacy JSON templates: from their text to the same resolved form as HCL2 templates."""
