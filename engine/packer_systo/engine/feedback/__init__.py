"""What people said of findings: kept, merged between teams, and made into confidence."""
