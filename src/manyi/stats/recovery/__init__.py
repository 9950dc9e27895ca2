"""Whether what is hidden can be worked out from what is published, as an attacker would: by algebra and by bounds."""
