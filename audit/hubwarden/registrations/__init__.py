"""What the registrations of a hub tell, as counts: which devices it has, and what is wrong with them."""
