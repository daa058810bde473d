"""JSON with places: the reader, its tree, and HCL's JSON form."""
