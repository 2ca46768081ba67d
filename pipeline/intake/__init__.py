"""What people send in: looked at, asked about, taken into the show. All but the words of it is computed elsewhere. Pure."""
