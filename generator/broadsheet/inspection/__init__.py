"""Commands that look at a site and say what is the matter: doctor, explain, what-if."""
