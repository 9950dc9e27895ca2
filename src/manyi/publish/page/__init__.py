"""One self-contained page per language: chapters exported, framed, tidied and checked."""
