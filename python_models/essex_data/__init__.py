"""What SQL cannot do for the warehouse: keys, files, fitting, publication."""
