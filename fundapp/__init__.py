"""fundapp: the welfare work of Vietnamese trade unions, from a household in hardship to a paid and proved grant."""

__version__ = "0.1.0"
