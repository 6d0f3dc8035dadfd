"""A synthetic Basildon: people who live, move and meet services, and the partner
deliveries that would be written about them, with their dirt and with the truth.

Nobody in it exists. It imports nothing from the warehouse and the warehouse imports
nothing from it: they meet only in the landing folder.
"""
