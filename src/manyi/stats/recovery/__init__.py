"""Whether an attacker could work out what is hidden from what is published: by algebra and by bounds."""
