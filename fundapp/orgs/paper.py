"""The place that stands before the day of a paper. Pure."""


def place_of(address: str) -> str:
    """The place before the date of a paper: the last part of an address, without the word for its level."""
    last = address.rsplit(",", 1)[-1].strip()
    for word in ("tỉnh ", "thành phố ", "Tỉnh ", "Thành phố "):
        last = last.removeprefix(word)
    return last
